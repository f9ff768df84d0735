"""What is known of a collection, and what a new choice of its members has changed."""

from dataclasses import dataclass
from datetime import datetime

__all__ = ["Collection", "CollectionChange"]


@dataclass(frozen=True, slots=True)
class Collection:
    """A named list of items, labels or predictions.

    Attributes
    ----------
    name : str
        Its name, unique in the project.
    target : str
        What it lists: ``item``, ``label`` or ``prediction``.
    predicate : str
        The SQL predicate over the target that chooses its members.
    note : str or None
        What it is for.
    member_count : int
        How many members it has.
    created_at : datetime
        When it was made; UTC.
    """

    name: str
    target: str
    predicate: str
    note: str | None
    member_count: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CollectionChange:
    """What choosing the members of a collection anew has changed.

    Attributes
    ----------
    name, target : str
        The collection.
    added, removed : tuple of int
        Keys (``item_id``, ``label_id`` or ``prediction_id``) that came and went.
    member_count : int
        How many members it has now.
    fault : str or None
        Why its predicate no longer holds; it keeps its members then.
    is_anew : bool
        Whether what it listed had given way to other rows, so that nothing can be compared.
    """

    name: str
    target: str
    added: tuple[int, ...]
    removed: tuple[int, ...]
    member_count: int
    fault: str | None = None
    is_anew: bool = False

    @property
    def is_change(self) -> bool:
        """Whether there is something to say of it."""
        return self.fault is None and bool(self.added or self.removed or self.is_anew)

    @property
    def text(self) -> str:
        """What has changed, as a line.

        Examples
        --------
        >>> CollectionChange("dark", "item", (3, 4), (), 12).text
        'slice dark: 2 items added, 0 removed; 12 now'
        """
        kind = "slice" if self.target == "item" else "collection"
        if self.is_anew:
            return f"{kind} {self.name}: chosen anew; {self.member_count:,} now"
        added = f"{len(self.added):,} {self.target}{'' if len(self.added) == 1 else 's'}"
        return (
            f"{kind} {self.name}: {added} added, {len(self.removed):,} removed; "
            f"{self.member_count:,} now"
        )
