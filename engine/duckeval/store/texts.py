"""What answers of generated text are measured by, as columns that filters and bins can name."""

from typing import TYPE_CHECKING

from duckeval.store.columns import columns_of, put_values
from duckeval.store.quoting import quote_literal

if TYPE_CHECKING:
    from duckeval.store.connection import Store

__all__ = ["LABEL_METRICS", "PREDICTION_METRICS", "put_text_metrics"]

_LENGTHS = {
    "character_count": ("BIGINT", "characters", 0, None, "Characters of the text."),
    "word_count": (
        "BIGINT",
        "words",
        0,
        None,
        "Words of the text: what white space separates.",
    ),
}
LABEL_METRICS = _LENGTHS
"""Name of each metric of a reference: type, unit, range and meaning."""

PREDICTION_METRICS = {
    "exact_match": (
        "BOOLEAN",
        None,
        0,
        1,
        "Whether the answer is a reference, character by character.",
    ),
    "normalised_match": (
        "BOOLEAN",
        None,
        0,
        1,
        "Whether the answer is a reference in lower case, without punctuation and articles.",
    ),
    "token_f1": (
        "DOUBLE",
        "share",
        0,
        1,
        "F1 of the words that the normalised answer and its reference share.",
    ),
    "character_error_rate": (
        "DOUBLE",
        "share",
        0,
        None,
        "Characters to change in the answer over characters of the reference.",
    ),
    "word_error_rate": (
        "DOUBLE",
        "share",
        0,
        None,
        "Words to change in the answer over words of the reference.",
    ),
    **_LENGTHS,
}
"""The same of an answer."""


def put_text_metrics(store: "Store", target: str = "prediction") -> None:
    """Set the metrics of texts from ``target_value``, and describe them where they are new.

    Parameters
    ----------
    store : Store
        An open project; call inside its transaction.
    target : str, default "prediction"
        ``prediction``, or ``label`` for the references.
    """
    metrics = LABEL_METRICS if target == "label" else PREDICTION_METRICS
    there = columns_of(store, target)
    put_values(store, target, {name: each[0] for name, each in metrics.items()})
    store.run("drop table target_value")
    for name, (kind, unit, low, high, meaning) in metrics.items():
        if name in there:
            continue
        store.run(
            "insert into metric by name select $name as metric_name, $target as target, "
            "$kind as type, $unit as unit, $meaning as description, $low as range_low, "
            "$high as range_high, false as is_metadata, 'computed' as origin",
            {
                "name": name,
                "target": target,
                "kind": kind,
                "unit": unit,
                "meaning": meaning,
                "low": low,
                "high": high,
            },
        )
        store.run(f"comment on column {target}.{name} is {quote_literal(meaning)}")
