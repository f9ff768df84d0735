"""The report of one set, or of two compared: a folder of parquet files and a page."""

from duckeval.project.reporting.building import Report, write_report
from duckeval.project.reporting.request import ReportRequest

__all__ = ["Report", "ReportRequest", "write_report"]
