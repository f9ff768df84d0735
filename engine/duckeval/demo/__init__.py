"""``duckeval demo``: a project made from nothing, to look at and to learn from."""

from duckeval.demo.building import (
    COMPARISON,
    DOUBTFUL,
    REPORT,
    SEED,
    SLICES,
    SUSPECTS,
    Demo,
    build,
)

__all__ = ["COMPARISON", "DOUBTFUL", "REPORT", "SEED", "SLICES", "SUSPECTS", "Demo", "build"]
