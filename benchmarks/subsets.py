"""The 50 overlapping subsets of images that the slice rows ask about, as SQL over the metadata."""

from pathlib import Path

import duckdb
from benchmarks.scenes import TIMES, WEATHERS

_FURTHER = (
    "brightness < 0.2",
    "brightness between 0.2 and 0.35",
    "brightness > 0.7",
    "blur > 0.3",
    "blur < 0.02",
    "speed_kmh > 80",
    "speed_kmh < 5",
    "speed_kmh is null",
    "month in (12, 1, 2)",
    "month between 6 and 8",
    "camera in ('cam_00', 'cam_01', 'cam_02')",
    "camera >= 'cam_40'",
    "brightness < 0.3 and weather in ('rain', 'drizzle', 'fog')",
    "time_of_day = 'night' and speed_kmh > 50",
    "time_of_day <> 'day' and blur > 0.2",
    "month % 3 = 1 or camera = 'cam_03'",
    "weather = 'clear' and brightness > 0.6 and speed_kmh < 30",
    "camera < 'cam_10' and month > 6",
    "blur between 0.05 and 0.1 or speed_kmh between 60 and 70",
    "not (weather = 'clear' or time_of_day = 'day')",
    "weather in ('snow', 'sleet', 'hail') or brightness < 0.1",
    "camera in ('cam_07', 'cam_17', 'cam_27', 'cam_37') and brightness > 0.3",
    "month = 7 and time_of_day = 'day'",
    "speed_kmh between 20 and 40 and blur < 0.1",
)


def predicates() -> list[str]:
    """Return 50 predicates: single columns, crossings of two, and what people write by hand."""
    crossed = [
        f"weather = '{weather}' and time_of_day = '{time}'"
        for weather in WEATHERS[:3]
        for time in TIMES
    ]
    return [
        *(f"weather = '{weather}'" for weather in WEATHERS),
        *(f"time_of_day = '{time}'" for time in TIMES),
        *crossed,
        *_FURTHER,
    ]


def subsets(metadata: Path) -> list[dict[str, str | list[int]]]:
    """Return name, predicate and image ids of every subset of a metadata file."""
    found: list[dict[str, str | list[int]]] = []
    with duckdb.connect() as connection:
        for number, predicate in enumerate(predicates()):
            rows = connection.execute(
                f"select item_key from read_parquet($file) where {predicate} order by item_key",  # noqa: S608 - our own text
                {"file": str(metadata)},
            ).fetchall()
            items = [int(row[0]) for row in rows]
            found.append({"name": f"s{number:02d}", "where": predicate, "items": items})
    return found


def groups(metadata: Path, columns: tuple[str, ...]) -> dict[str, dict[str, list[int]]]:
    """Return, for each column, the image ids of each of its values."""
    found: dict[str, dict[str, list[int]]] = {}
    with duckdb.connect() as connection:
        for column in columns:
            rows = connection.execute(
                f"select {column}, list(item_key order by item_key) "  # noqa: S608 - our own text
                f"from read_parquet($file) group by {column} order by {column}",
                {"file": str(metadata)},
            ).fetchall()
            found[column] = {str(value): items for value, items in rows}
    return found
