"""One method for each macro about metrics: where and why, from Python."""

from collections.abc import Callable
from typing import Unpack

from duckeval.project.informing import inform
from duckeval.project.measures import Measures
from duckeval.project.parameters import (
    MetricCorrelationParameters,
    MetricPairParameters,
    MetricPerformanceParameters,
    Parameters,
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

    @with_signature(MetricPairParameters)
    def metric_performance_2d(self, **parameters: Unpack[MetricPairParameters]) -> Result:
        """Return precision over predictions and recall over labels in pairs of bins of two metrics.

        Raises
        ------
        UnknownNameError, QueryError
            As `metric_performance`, for each of the metrics.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     rows = project.metric_performance_2d(of_metric="width_px", and_metric="height_px")
        ...     rows.columns[8:10]
        ('second_metric', 'second_bin')
        """
        return self._call("metric_performance_2d", parameters)

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

    def mutual_information(
        self,
        *,
        sample: int = 20_000,
        seed: int = 0,
        neighbours: int = 3,
        progress: Callable[[str], None] | None = None,
        **parameters: Unpack[Parameters],
    ) -> int:
        """Estimate the mutual information of every metric and score, and store it.

        `metric_correlation` with the same parameters shows it from then on. It needs scikit-learn.

        Parameters
        ----------
        sample : int
            At most so many objects are drawn for an estimate.
        seed : int
            Seed of the sample and of the estimator.
        neighbours : int
            Neighbours that the estimator looks at.
        progress : callable, optional
            Told the name of each metric when it begins.
        **parameters
            As of `metric_correlation`.

        Returns
        -------
        int
            How many estimates were stored.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`.
        StoreError
            If scikit-learn is not installed.
        """
        objects = self._call("_metric_sample", parameters).table
        rows = inform(
            self._store,
            objects,
            sample=sample,
            seed=seed,
            neighbours=neighbours,
            progress=progress,
        )
        return len(rows)
