"""How often to draw by chance, and from where: what can be asked for."""

from duckeval.errors import UsageError

__all__ = ["check_draws"]


def check_draws(*, resamples: int = 1, permutations: int = 0, seed: int = 0) -> None:
    """Refuse numbers of draws and a seed that no generator of random numbers takes.

    Raises
    ------
    UsageError
        If there is to be no resample, or a number is negative.

    Examples
    --------
    >>> check_draws(resamples=1000, seed=7)
    """
    for name, given, least in (
        ("resamples", resamples, 1),
        ("permutations", permutations, 0),
        ("seed", seed, 0),
    ):
        if given < least:
            raise UsageError(f"{name}: expected {least} or more, not {given}")
