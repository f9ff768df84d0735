"""Are the numbers the same wherever the rule is the same?"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

TOLERANCE = 1e-12


@dataclass(frozen=True)
class Check:
    """Two sets of numbers held against each other.

    Parameters
    ----------
    largest_difference : float or None
        None where one side has a number and the other has none.
    """

    with_whom: str
    compared: int
    largest_difference: float | None
    must_be_equal: bool

    @property
    def is_fine(self) -> bool:
        if not self.must_be_equal:
            return True
        return (
            self.compared > 0
            and self.largest_difference is not None
            and self.largest_difference <= TOLERANCE
        )

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"is_fine": self.is_fine}


def compare(
    ours: Mapping[str, Any],
    theirs: Mapping[str, Any],
    with_whom: str,
    *,
    must_be_equal: bool,
) -> Check:
    """Compare the numbers that both sides name, and count them."""
    compared, largest, is_torn = 0, 0.0, must_be_equal and set(ours) != set(theirs)
    for name in sorted(set(ours) & set(theirs)):
        for own, other in zip(_numbers(ours[name]), _numbers(theirs[name]), strict=True):
            compared += 1
            if own is None or other is None:
                is_torn = is_torn or own is not other
            else:
                largest = max(largest, abs(own - other))
    return Check(with_whom, compared, None if is_torn else largest, must_be_equal)


def _numbers(value: Any) -> list[float | None]:  # noqa: ANN401
    return list(value) if isinstance(value, list) else [value]
