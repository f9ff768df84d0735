"""The keypoints of a class: their names, and the sigmas that similarities are taken with."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from duckeval.errors import UnknownNameError, UsageError
from duckeval.project.diagnosis import translated
from duckeval.store import Store
from duckeval.store.matching import match_sets
from duckeval.store.matchings import matchings_of

__all__ = ["KeypointResult", "Keypoints"]


@dataclass(frozen=True, slots=True)
class KeypointResult:
    """What a class knows of its keypoints now.

    Attributes
    ----------
    names : tuple of str or None
        The names of the keypoints.
    sigmas : tuple of float or None
        How far each may lie off, as a share of the size of an object.
    matched : tuple of str
        The sets that were compared by other sigmas, and are matched again.
    """

    names: tuple[str, ...] | None
    sigmas: tuple[float, ...] | None
    matched: tuple[str, ...] = ()


class Keypoints:
    """Methods of a project about the keypoints of its classes."""

    _store: Store

    def set_keypoints(
        self,
        class_name: str,
        *,
        names: Sequence[str] | None = None,
        sigmas: Sequence[float] | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> KeypointResult:
        """Say what the keypoints of a class are called, and by which sigmas they are compared.

        Parameters
        ----------
        class_name : str
            A class of objects.
        names, sigmas : sequence, optional
            One for each keypoint, in the order of the labels; what is left out stays as it is.
        progress : callable, optional
            Told the name of each step when it begins.

        Returns
        -------
        KeypointResult
            What holds now, and which sets were matched again for it.

        Raises
        ------
        UnknownNameError
            If no class has the name.
        UsageError
            If there are not as many as the labels of the class have keypoints, or one is not
            possible.
        """
        store = self._store
        with translated(), store.transaction():
            class_id, former_names, former_sigmas = _known(store, class_name)
            names = former_names if names is None else list(names)
            sigmas = former_sigmas if sigmas is None else [float(each) for each in sigmas]
            _check(store, class_name, class_id, names, sigmas)
            store.run(
                "update class set keypoint_names = $names, keypoint_sigmas = $sigmas "
                "where class_id = $id",
                {"names": names, "sigmas": sigmas, "id": class_id},
            )
            # the sigmas that are known without being said depend on the names
            is_other = (names, sigmas) != (former_names, former_sigmas)
            matched = _match_again(store, progress) if is_other else ()
        store.checkpoint()
        return KeypointResult(
            None if names is None else tuple(names),
            None if sigmas is None else tuple(sigmas),
            matched,
        )


def _known(store: Store, class_name: str) -> tuple[int, list[str] | None, list[float] | None]:
    rows = store.run(
        "select class_name, class_id, keypoint_names, keypoint_sigmas from class "
        "where task_id = 1 order by class_name"
    )
    for name, *found in rows:
        if name == class_name:
            class_id, names, sigmas = found
            return class_id, names, sigmas
    raise UnknownNameError.of("class", class_name, [row[0] for row in rows])


def _check(
    store: Store,
    class_name: str,
    class_id: int,
    names: Sequence[str] | None,
    sigmas: Sequence[float] | None,
) -> None:
    counts = [
        row[0]
        for row in store.run(
            "select distinct len(keypoints) // 3 as joints from label "
            "where class_id = $id and keypoints is not null order by joints",
            {"id": class_id},
        )
    ]
    for what, given in (("names", names), ("sigmas", sigmas)):
        if given is not None and counts and [len(given)] != counts:
            raise UsageError(
                f"{len(given)} {what} for class {class_name}, whose labels have "
                f"{' or '.join(map(str, counts))} keypoints",
                hint="one for each keypoint, in the order of the labels",
            )
    if names is not None and sigmas is not None and len(names) != len(sigmas):
        raise UsageError(
            f"{len(names)} names and {len(sigmas)} sigmas for class {class_name}",
            hint="one of each for each keypoint",
        )
    if names is not None and (len(set(names)) < len(names) or not all(names)):
        raise UsageError(f"the names of the keypoints of class {class_name} are not all different")
    for sigma in sigmas or ():
        if not 0 < sigma < math.inf:
            raise UsageError(f"sigma {sigma} of class {class_name}: expected a number above 0")


def _match_again(store: Store, progress: Callable[[str], None] | None) -> tuple[str, ...]:
    """Match again what was compared as keypoints, in the same way."""
    matched = []
    for set_id, name in store.run(
        "select prediction_set_id, prediction_set_name from prediction_set "
        "order by prediction_set_id"
    ):
        for each in matchings_of(store, set_id):
            if each.compared_as in {"keypoints", "mixed"} and each.protocols:
                match_sets(store, [set_id], each.protocols, progress, comparison=each.comparison)
                matched.append(name)
    return tuple(dict.fromkeys(matched))
