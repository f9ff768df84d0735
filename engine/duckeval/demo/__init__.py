"""``duckeval demo``: a project made from nothing, to look at and to learn from."""

from duckeval.demo.building import COMPARISON, SEED, SLICES, Demo, build

__all__ = ["COMPARISON", "SEED", "SLICES", "Demo", "build"]
