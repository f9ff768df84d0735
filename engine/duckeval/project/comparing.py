"""Two prediction sets side by side: the macros about them, from Python."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack, cast

from duckeval.project.measures import Measures
from duckeval.project.parameters import (
    ChangeFilters,
    ChangeParameters,
    ComparisonParameters,
    with_signature,
)
from duckeval.result import Result

if TYPE_CHECKING:
    from duckeval.project.facade import Project

__all__ = ["Comparing"]


class Comparing(Measures):
    """Methods of a project about two prediction sets.

    Without ``candidate_set`` the set loaded last is meant, without ``baseline_set`` the one loaded
    before the candidate.
    """

    @with_signature(ComparisonParameters)
    def comparison(self, **parameters: Unpack[ComparisonParameters]) -> Result:
        """Return every measure of two sets and its difference, a row a slice, class and measure.

        Raises
        ------
        UnknownNameError
            If a set, slice, class or word is not known.
        QueryError
            If both names are the same, or a filter is no predicate over its table.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     project.comparison().columns[-4:]
        ('measure', 'baseline', 'candidate', 'delta')
        """
        return self._call("comparison", parameters)

    @with_signature(ChangeFilters)
    def outcome_change(self, **parameters: Unpack[ChangeFilters]) -> Result:
        """Return which of two sets finds each label: both, fixed, broken or neither.

        Raises
        ------
        UnknownNameError, QueryError
            As `comparison`.
        """
        return self._call("outcome_change", parameters)

    @with_signature(ChangeParameters)
    def outcome_change_summary(self, **parameters: Unpack[ChangeParameters]) -> Result:
        """Return how many labels were fixed and broken, a row a slice and class (null: all).

        Raises
        ------
        UnknownNameError, QueryError
            As `comparison`.
        """
        return self._call("outcome_change_summary", parameters)

    def compare(
        self,
        baseline: str,
        candidate: str,
        *,
        by: Sequence[str] | str = (),
        intervals: bool = False,
        resamples: int = 1000,
        permutations: int = 0,
        seed: int = 0,
        **parameters: Unpack[ComparisonParameters],
    ) -> Result:
        """Return what `comparison` says of two sets, with intervals if asked for.

        Parameters
        ----------
        baseline, candidate : str
            Names of the prediction sets.
        by : str or sequence of str
            SQL expressions over item: each of their values is a slice, beside all items.
        intervals : bool, default False
            Whether both sides and the difference get the ends of a 95 % interval each
            (``delta_low``, ``delta_high`` ...), and ``probability_greater`` the share of resamples
            in which the candidate is greater: a paired bootstrap over items.
        resamples : int, default 1000
            How many resamples; the same for both sets.
        permutations : int, default 0
            Unless 0, ``permutation_p`` is how often a difference at least as large comes about, up
            or down, when each item's outcomes under the two sets change sides by the toss of a
            coin, that many times.
        seed : int, default 0
            Where resamples and permutations start from.
        **parameters
            Those of `comparison`; ``slices`` adds saved slices.

        Raises
        ------
        UnknownNameError, QueryError
            As `comparison`.
        UsageError
            If there are to be no resamples, or a number is negative.
        """
        from duckeval.project.compare import Versus, compare  # noqa: PLC0415 - few need it
        from duckeval.project.draws import check_draws  # noqa: PLC0415

        check_draws(resamples=resamples, permutations=permutations, seed=seed)
        given = {name: value for name, value in parameters.items() if value is not None}
        more = given.pop("slice_by", None)
        saved = given.pop("slices", ())
        names = [by] if isinstance(by, str) else [*by]
        question = Versus(
            baseline,
            candidate,
            by=[*names, *([str(more)] if more is not None else [])],
            slices=[saved] if isinstance(saved, str) else cast("Sequence[str]", saved),
            parameters=given,
            resamples=resamples if intervals else 0,
            permutations=permutations,
            seed=seed,
        )
        return compare(cast("Project", self), question).result()

    def leaderboard(
        self,
        sets: Sequence[str] | None = None,
        *,
        measure: str | None = None,
        datasets: Sequence[str] | str = (),
        models: Sequence[str] | str = (),
        intervals: bool = True,
        resamples: int = 1000,
        seed: int = 0,
        **parameters: Unpack[ComparisonParameters],
    ) -> Result:
        """Return model versions ranked by a measure on each data set, with intervals.

        Parameters
        ----------
        sets : sequence of str, optional
            Names of prediction sets; all of them when left out.
        measure : str, optional
            A column of `performance`, or ``roc_auc`` (without intervals); when left out ``map``, of
            classifications ``accuracy``.
        datasets, models : str or sequence of str
            ``NAME@VERSION``, or ``NAME`` for the version loaded last. Without `datasets` and `sets`
            the last version of each data set that has predictions.
        intervals : bool, default True
            Whether measure and rank get intervals, from a bootstrap over the items.
        resamples, seed : int
            Resamples of the bootstrap, the same for every set of a data set.
        **parameters
            Those of `performance`; slices only without intervals.

        Raises
        ------
        UnknownNameError
            If a set, a class or the measure is not known.
        QueryError
            If a data set or a model is not known, or sets are not matched under the protocol.
        UsageError
            If there are to be no resamples, or the seed is negative.

        Examples
        --------
        >>> from duckeval.project.leaderboard import COLUMNS
        >>> COLUMNS[:4]
        ('rank', 'prediction_set', 'measure', 'value')
        """
        from duckeval.project.draws import check_draws  # noqa: PLC0415 - few need it
        from duckeval.project.leaderboard import (  # noqa: PLC0415 - few need it
            Contest,
            leaderboard,
            result_of,
        )

        check_draws(resamples=resamples, seed=seed)
        contest = Contest(
            sets,
            measure,
            {name: value for name, value in parameters.items() if value is not None},
            resamples,
            seed,
            [datasets] if isinstance(datasets, str) else datasets,
            [models] if isinstance(models, str) else models,
            intervals=intervals,
        )
        return result_of(leaderboard(cast("Project", self), contest))
