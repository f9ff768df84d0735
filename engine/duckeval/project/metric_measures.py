"""One method for each macro about metrics: where and why, from Python."""

from typing import Unpack

from duckeval.project.measures import Measures
from duckeval.project.parameters import (
    MetricCorrelationParameters,
    MetricPerformanceParameters,
    with_signature,
)
from duckeval.result import Result

__all__ = ["MetricMeasures"]


class MetricMeasures(Measures):
    """The macros about metrics as methods."""

    @with_signature(MetricPerformanceParameters)
    def metric_performance(self, **parameters: Unpack[MetricPerformanceParameters]) -> Result:
        """Return precision over predictions and recall over labels in bins of a metric.

        The metric is a column of item, label or prediction: an object's own, or else its item's.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`; also for a metric that is not there, or is no number.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     project.metric_performance(of_metric="width_px", bins=4).columns[3:6]
        ('metric', 'bin', 'metric_low')
        """
        return self._call("metric_performance", parameters)

    @with_signature(MetricCorrelationParameters)
    def metric_correlation(self, **parameters: Unpack[MetricCorrelationParameters]) -> Result:
        """Return how every metric goes with being right, over predictions, labels and items.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     project.metric_correlation(n_min=30).columns[2:6]
        ('target', 'metric', 'score', 'n')
        """
        return self._call("metric_correlation", parameters)
