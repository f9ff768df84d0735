"""NDJSON files: a JSON object on each line. An array of objects is taken as well."""

from collections.abc import Callable

from duckeval.errors import InputFileError
from duckeval.ingest.columns import refuse_namesakes
from duckeval.ingest.job import Job
from duckeval.ingest.jsonfile import invalid_json, opened
from duckeval.ingest.typed_json import json_pointer, key_types
from duckeval.store import DatabaseError, quote_identifier, quote_literal

__all__ = ["stage_ndjson"]

_SIZE_LIMIT = 1 << 26


def stage_ndjson(job: Job) -> tuple[dict[str, str], Callable[[list[int]], list[int]]]:
    """Read the objects of a file into ``staged_text``; every column is text.

    A line that is no JSON object is a faulty row; the other lines load.

    Returns
    -------
    tuple
        Name and SQL type of each column, and a function from the places of rows to their lines.

    Raises
    ------
    InputFileError
        If no line holds an object, or the file is an array and not valid.
    """
    path, name = job.source.path, job.source.name
    if path is None:
        raise InputFileError(f"{name}: a frame cannot be read as NDJSON")
    text = opened(path, name)
    is_array = bytes(text[:4096]).lstrip().startswith(b"[")
    parameters = {
        "file": str(path),
        "layout": "array" if is_array else "newline_delimited",
        "is_lenient": not is_array,
        "size_limit": _SIZE_LIMIT,
    }
    try:
        job.store.script("fill/stage_ndjson.sql", parameters)
    except DatabaseError as error:
        if "JSON" not in str(error):
            raise
        raise invalid_json(text, name) from error
    types = key_types(job)
    if not types:
        raise InputFileError(f"{name}: holds no JSON object with values; expected one on each line")
    refuse_namesakes(job, list(types))
    columns = ", ".join(
        f"json_extract_string(raw, {quote_literal('/' + json_pointer(each))}) "
        f"as {quote_identifier(each)}"
        for each in types
    )
    job.store.run(
        f"create or replace temp table staged_text as select {columns} from staged_image"  # noqa: S608
    )

    def lines_of(places: list[int]) -> list[int]:
        wanted = set(places)
        with path.open("rb") as file:
            full = (number for number, line in enumerate(file, start=1) if line.strip())
            found = {place: number for place, number in enumerate(full) if place in wanted}
        return [found.get(place, place + 1) for place in places]

    return types, lines_of
