"""What a load reports."""

from dataclasses import dataclass

__all__ = ["FirstQuarantined", "LoadResult"]

FirstQuarantined = tuple[str, str, str | None, str]
"""Where (JSON pointer, or line or row number as text), field, value, rule."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What became of one file or frame.

    Attributes
    ----------
    load_id : int
        Key of the load in the ledger (table ``load``).
    kind : str
        ``labels``, ``predictions``, ``metadata`` or ``metrics``.
    file : str
        The path as it was given; ``<frame>`` for a data frame.
    dataset_name, dataset_version : str
        The data set that the rows belong to.
    prediction_set_name : str or None
        The prediction set, where the load made or extended one.
    rows_in, rows_loaded, rows_quarantined : int
        Rows of the file, of them taken, of them set aside; the first is the sum of the others.
        For COCO ground truth a row is an annotation; an image or a category that could not be
        right counts too, as a row in quarantine.
    first_quarantined : tuple or None
        Place, field, value and rule of the first row set aside.
    items_without_predictions : int or None
        Items of the data set for which the set holds no prediction; None unless predictions were
        loaded.
    classes_without_labels : int or None
        Classes that the data set declares or the set predicts and that have no label; None for
        metadata and metrics.
    warnings : tuple of str
        One line each.
    changes : tuple of str
        What the load changed beside its rows, such as the members of saved slices; one line each.
    is_repeat : bool
        True when the same file had been loaded with the same options before: nothing changed.
    seconds : float
        How long it took.

    Examples
    --------
    >>> result = LoadResult(1, "labels", "a.json", "default", "1", None, 3, 2, 1)
    >>> result.rows_in == result.rows_loaded + result.rows_quarantined
    True
    """

    load_id: int
    kind: str
    file: str
    dataset_name: str
    dataset_version: str
    prediction_set_name: str | None
    rows_in: int
    rows_loaded: int
    rows_quarantined: int
    first_quarantined: FirstQuarantined | None = None
    items_without_predictions: int | None = None
    classes_without_labels: int | None = None
    warnings: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    is_repeat: bool = False
    seconds: float = 0.0
