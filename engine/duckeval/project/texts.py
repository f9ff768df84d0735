"""The macro about generated texts, from Python."""

from collections.abc import Sequence
from typing import Unpack

from duckeval.project.measures import Measures
from duckeval.project.parameters import OneSet, with_signature
from duckeval.result import Result

__all__ = ["TextMeasures", "TextParameters"]


class TextParameters(OneSet, total=False):
    """Parameters of `text_performance`; None leaves the default of the macro."""

    task: str | None
    min_confidence: float | None
    item_filter: str | None
    label_filter: str | None
    prediction_filter: str | None
    slice_by: str | None
    slices: Sequence[str] | None
    item_scope: str | None
    outside: str | None


class TextMeasures(Measures):
    """The macro about generated texts as a method."""

    @with_signature(TextParameters)
    def text_performance(self, **parameters: Unpack[TextParameters]) -> Result:
        """Return matches, token F1 and error rates of generated texts, a row a set and slice.

        Raises
        ------
        UnknownNameError
            If a set, slice or word is not known.
        QueryError
            If a filter is no predicate over its table, or there is no such task.

        Examples
        --------
        >>> import duckeval, pyarrow as pa
        >>> with duckeval.open(":memory:") as project:
        ...     references = pa.table({"item_key": ["a", "b"], "text": ["The cat.", "A red car"]})
        ...     _ = project.load_labels(references, task="caption", kind="text")
        ...     answers = pa.table({"item_key": ["a", "b"], "text": ["cat", "a blue car"]})
        ...     _ = project.load_predictions(answers, task="caption", set_name="v1")
        ...     row = project.text_performance().rows()[0]
        ...     row["exact_match"], row["normalised_match"], row["token_f1"]
        (0.0, 0.5, 0.75)
        """
        return self._call("text_performance", parameters)
