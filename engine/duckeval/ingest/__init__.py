"""Files and frames into the tables of a project: one module per format, one writer for all."""

from duckeval.ingest.labels import load_labels
from duckeval.ingest.predictions import load_predictions
from duckeval.ingest.result import LoadResult
from duckeval.ingest.values import load_metadata, load_metrics

__all__ = ["LoadResult", "load_labels", "load_metadata", "load_metrics", "load_predictions"]
