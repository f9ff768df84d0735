"""The SQL files of the engine: where they are, what they say of themselves, their order.

Each file of ``sql/`` makes one object and opens with a header of ``-- key: value`` lines. The
``reads`` key names the tables and macros that the object is built on; the order of loading follows
from it, so that a new file needs no registration.
"""

from functools import cache
from graphlib import TopologicalSorter
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

__all__ = ["header", "object_files", "read_sql", "schema_files", "sql_root", "statements"]


@cache
def sql_root() -> Traversable:
    """Return the folder that holds the SQL files.

    Returns
    -------
    Traversable
        ``duckeval/sql`` of an installed wheel, else ``sql`` of the checkout.

    Examples
    --------
    >>> sql_root().joinpath("schema").is_dir()
    True
    """
    packaged = files("duckeval") / "sql"
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parents[2] / "sql"


@cache
def read_sql(name: str) -> str:
    """Return the text of one SQL file.

    Parameters
    ----------
    name : str
        Path below ``sql/``, with forward slashes.

    Examples
    --------
    >>> read_sql("schema/01_dataset.sql").splitlines()[0]
    '-- table:  dataset'
    """
    return sql_root().joinpath(*name.split("/")).read_text(encoding="utf-8")


def header(text: str) -> dict[str, str]:
    r"""Return the ``-- key: value`` lines that open an SQL file.

    A line that is indented further than the key continues the value before it.

    Examples
    --------
    >>> header("-- view:  a\n-- reads: b,\n--        c\n\nselect 1")
    {'view': 'a', 'reads': 'b, c'}
    """
    found: dict[str, str] = {}
    key = ""
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        body = line[2:].rstrip()
        name, colon, value = body.partition(":")
        if colon and name == name.rstrip() and name[:1] == " " and name[1:2].isalpha():
            key = name.strip()
            found[key] = value.strip()
        elif key:
            found[key] = f"{found[key]} {body.strip()}"
    return found


@cache
def schema_files() -> tuple[str, ...]:
    """Return the files that make the tables, in the order of their numbers.

    Examples
    --------
    >>> schema_files()[0]
    'schema/01_dataset.sql'
    """
    names = sorted(entry.name for entry in sql_root().joinpath("schema").iterdir())
    return tuple(f"schema/{name}" for name in names if name.endswith(".sql"))


@cache
def object_files() -> tuple[str, ...]:
    """Return the files that make the macros and views, each after those that it reads.

    Returns
    -------
    tuple of str
        Paths below ``sql/``; ties in alphabetical order, so the order is the same everywhere.

    Examples
    --------
    >>> names = object_files()
    >>> names.index("macros/performance.sql") > names.index("macros/class_performance.sql")
    True
    """
    kinds = ("macros", "views")
    paths = [
        f"{kind}/{entry.name}"
        for kind in kinds
        for entry in sorted(sql_root().joinpath(kind).iterdir(), key=lambda each: each.name)
        if entry.name.endswith(".sql")
    ]
    by_name: dict[str, list[str]] = {}
    for path in paths:
        by_name.setdefault(Path(path).stem, []).append(path)
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for path in paths:
        reads = [each.strip() for each in header(read_sql(path)).get("reads", "").split(",")]
        # A view and a macro share their name: whoever reads that name reads the macro.
        wanted = [by_name[name][0] for name in reads if name in by_name]
        sorter.add(path, *(each for each in wanted if each != path))
    return tuple(sorter.static_order())


def statements(text: str) -> list[str]:
    r"""Return the statements of an SQL file, without the comments between them.

    Our files end each statement with a semicolon at the end of a line, and have none there in a
    string or a comment (a test holds them to it).

    Examples
    --------
    >>> statements("-- why\nselect 1;\n\nselect ';';\n")
    ['-- why\nselect 1', "select ';'"]
    """
    found: list[str] = []
    lines: list[str] = []
    for line in text.splitlines():
        lines.append(line)
        if line.rstrip().endswith(";") and not line.lstrip().startswith("--"):
            found.append("\n".join(lines).strip().removesuffix(";"))
            lines = []
    return found
