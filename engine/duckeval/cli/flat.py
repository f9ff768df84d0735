"""``summary --flat``: the numbers for a tracker of training runs."""

import json
from typing import TYPE_CHECKING

from duckeval.cli.output import Output
from duckeval.errors import UsageError

if TYPE_CHECKING:
    from duckeval.project.facade import Project
    from duckeval.project.question import Question

__all__ = ["check_flat", "flat_text"]


def check_flat(output: Output, prefix: str, *, is_flat: bool, is_explained: bool) -> None:
    """Refuse options that do not go together.

    Raises
    ------
    UsageError
        If there is a prefix without --flat, or --flat with --explain or a format that is not JSON.
    """
    if not is_flat:
        if prefix:
            raise UsageError("--prefix is about the names of --flat", hint="add --flat")
        return
    if is_explained:
        raise UsageError("--flat and --explain are two answers; expected one of them")
    if output.format not in {"table", "json"}:
        raise UsageError(
            f"--flat is a JSON object, not {output.format}", hint="leave --format out, or json"
        )


def flat_text(project: "Project", question: "Question", prefix: str) -> str:
    """Return the dictionary as JSON, a number a line."""
    return json.dumps(project.flat_summary(question, prefix=prefix), indent=2, ensure_ascii=False)
