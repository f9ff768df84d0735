"""The search for the conjunctions of item values on which a model does worst."""

from duckeval.analysis.slice_search.columns import Column, encode
from duckeval.analysis.slice_search.search import Found, Rates, Weakness, find
from duckeval.analysis.slice_search.statistics import Units, normal_tail

__all__ = ["Column", "Found", "Rates", "Units", "Weakness", "encode", "find", "normal_tail"]
