"""The words that choose how an evaluation is done, one enumeration for each question.

Every member is the string that the command line and the SQL macros take, so a member can be
handed to either as it stands.

Examples
--------
>>> Protocol("coco") is Protocol.COCO
True
>>> f"from performance(protocol := '{Protocol.VOC}')"
"from performance(protocol := 'voc')"
"""

from enum import StrEnum

__all__ = ["ClassScope", "ClassSet", "Interpolation", "ItemScope", "Outside", "Protocol"]


class Protocol(StrEnum):
    """The rule that decides which prediction found which label.

    Examples
    --------
    >>> list(map(str, Protocol))
    ['closest', 'coco', 'voc']
    """

    CLOSEST = "closest"
    """Each prediction belongs to the label it overlaps most, and to no other; the most confident
    prediction that reaches the IoU threshold finds the label. The default."""

    COCO = "coco"
    """COCO's greedy rule: a prediction whose best label is taken falls back to its next best."""

    VOC = "voc"
    """`CLOSEST` with an IoU that must exceed the threshold, and with difficult labels ignored."""


class Outside(StrEnum):
    """What a label filter or a prediction filter does with the rows it leaves out.

    Examples
    --------
    >>> list(map(str, Outside))
    ['ignore', 'drop', 'static']
    """

    IGNORE = "ignore"
    """Match among all rows; what is left out, or belongs to what is left out, does not count
    either way. The default."""

    DROP = "drop"
    """Match again as if the rows left out had never been loaded."""

    STATIC = "static"
    """Keep the outcomes of the whole run, and count those of the rows that remain."""


class ClassScope(StrEnum):
    """Which labels a prediction may be matched with.

    Examples
    --------
    >>> list(map(str, ClassScope))
    ['same_class', 'any_class']
    """

    SAME_CLASS = "same_class"
    """Labels of the predicted class. The default."""

    ANY_CLASS = "any_class"
    """Labels of every class; refused below IoU 0.1, where other-class pairs are not kept."""


class ClassSet(StrEnum):
    """Which classes a mean over classes is taken over.

    Examples
    --------
    >>> list(map(str, ClassSet))
    ['observed', 'labelled', 'declared']
    """

    OBSERVED = "observed"
    """Classes with a label or a prediction; one with predictions only has an AP of 0.
    The default."""

    LABELLED = "labelled"
    """Classes with at least one label, as COCO does."""

    DECLARED = "declared"
    """Every class that the data set declares, seen or not."""


class Interpolation(StrEnum):
    """The recall values at which precision is read for an average precision.

    Examples
    --------
    >>> list(map(str, Interpolation))
    ['101', '11', 'all']
    """

    POINTS_101 = "101"
    """0, 0.01, ..., 1, as COCO does. The default."""

    POINTS_11 = "11"
    """0, 0.1, ..., 1, as VOC did until 2009."""

    ALL_POINTS = "all"
    """Every recall that occurs: the area under the curve, as VOC since 2010 and Open Images."""


class ItemScope(StrEnum):
    """Which items of a data set are evaluated.

    Examples
    --------
    >>> list(map(str, ItemScope))
    ['all', 'predicted']
    """

    ALL = "all"
    """Every item of the data set. The default."""

    PREDICTED = "predicted"
    """Items with at least one prediction of the set."""
