"""Quoting: the one way in which a name or a text that a user chose gets into SQL."""

__all__ = ["quote_identifier", "quote_literal"]


def quote_identifier(name: str) -> str:
    """Return a name as an SQL identifier.

    Examples
    --------
    >>> quote_identifier('time "of" day')
    '"time ""of"" day"'
    """
    return '"' + name.replace('"', '""') + '"'


def quote_literal(text: str) -> str:
    """Return a text as an SQL string.

    Examples
    --------
    >>> quote_literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"
