"""What the pipelines of Hugging Face return, as tables: classes with scores, or texts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from duckeval.errors import InputFileError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["PLACE", "is_pipeline_output", "pipeline_table"]

PLACE = "item_place"
"""The column that says which item a row is of, by its place, where items have no keys."""

_TEXTS = ("generated_text", "summary_text", "translation_text", "answer", "text")


def is_pipeline_output(source: object) -> bool:
    """Return whether something is a list of results, or a dict of them by item.

    Examples
    --------
    >>> is_pipeline_output([[{"label": "cat", "score": 0.9}]])
    True
    >>> is_pipeline_output({"a.jpg": {"generated_text": "A cat."}})
    True
    >>> is_pipeline_output({"item_key": ["a"], "class_name": ["cat"]}), is_pipeline_output([1])
    (False, False)
    """
    results: Iterable[Any]
    if isinstance(source, Mapping):
        results = source.values()
    elif isinstance(source, (list, tuple)):
        results = source
    else:
        return False
    first = next((each for each in results if not (isinstance(each, list) and not each)), None)
    if isinstance(first, (list, tuple)):
        first = first[0] if first else None
    return isinstance(first, Mapping)


def pipeline_table(source: Any, name: str) -> tuple["pa.Table", int]:  # noqa: ANN401
    """Return results as a table with a row for each class or text, and for how many items they are.

    Parameters
    ----------
    source : list or dict
        The result of each item: a dict, or a list of them. Of a classifier ``label`` and ``score``;
        of a generator ``generated_text``, ``summary_text``, ``translation_text``, ``answer`` or
        ``text``, and ``score`` if there is one. A conversation counts by its last message. A list
        is in the order of the items, a dict names them.
    name : str
        What messages call it.

    Raises
    ------
    InputFileError
        If a result is of another kind.

    Examples
    --------
    >>> found, count = pipeline_table([[{"label": "cat", "score": 0.75}], []], "x")
    >>> found.to_pydict(), count
    ({'item_place': [0], 'class_name': ['cat'], 'confidence': [0.75]}, 2)
    """
    import pyarrow as pa  # noqa: PLC0415

    is_keyed = isinstance(source, Mapping)
    items: list[Any] = list(source) if isinstance(source, Mapping) else list(range(len(source)))
    results: Sequence[Any] = list(source.values()) if isinstance(source, Mapping) else source
    rows: list[dict[str, Any]] = []
    for item, result in zip(items, results, strict=True):
        told = [result] if isinstance(result, Mapping) else result
        texts = 0
        for each in told:
            row = _row(each, f"{name}: the result of item {item!r}")
            texts += "text" in row
            rows.append({"item_key": str(item), **row} if is_keyed else {PLACE: item, **row})
        if texts > 1:
            raise InputFileError(
                f"{name}: the result of item {item!r} has {texts} texts; expected one",
                hint="num_return_sequences=1 asks for one",
            )
    columns = list(dict.fromkeys(key for row in rows for key in row))
    return pa.table({each: [row.get(each) for row in rows] for each in columns}), len(items)


def _row(told: Any, where: str) -> dict[str, Any]:  # noqa: ANN401
    if not isinstance(told, Mapping):
        raise InputFileError(f"{where} holds a {type(told).__name__}; expected dicts")
    if "box" in told or "mask" in told:
        raise InputFileError(
            f"{where} is an object in a place, not an answer about the item",
            hint="load boxes as a table with item_key, class_name, confidence, x_px, y_px, w_px, "
            "h_px",
        )
    score = {"confidence": float(told["score"])} if told.get("score") is not None else {}
    if "label" in told:
        return {"class_name": str(told["label"]), **score}
    key = next((each for each in _TEXTS if each in told), None)
    if key is None:
        raise InputFileError(
            f"{where} has {', '.join(map(str, told)) or 'no keys'}; expected label and score, or "
            f"one of {', '.join(_TEXTS)}",
            hint="a list of rows of a table is a frame: polars.DataFrame(rows)",
        )
    text = told[key]
    if isinstance(text, (list, tuple)) and text and isinstance(text[-1], Mapping):
        text = text[-1].get("content")
    return {"text": None if text is None else str(text), **score}
