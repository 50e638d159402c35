"""Walk: the questions that lead from "invitations are not going out" to a stage and to a scenario of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

Trail = tuple[str, ...]
"""The ids of the points that somebody came by, the one where they are last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One answer to a question, and where it leads: to a point or to an entry."""

    says: str
    """What the button says; empty for a scenario, which is told by its title and its message."""
    to: str = ""
    """A point's id."""
    entry: str = ""
    """An entry's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One question of the walk, or an end that is no entry."""

    id: str
    ask: str
    """The question; at an end, what there is to say."""
    stage: str = ""
    """The id of the stage's entry, once the walk has come to one."""
    facts: tuple[str, ...] = ()
    branches: tuple[Branch, ...] = ()
    check: str = ""
    """The id of the scenario that a point of a checklist is about."""
    number: int = 0
    """Which one of a checklist it is, starting at 1."""
    checks: int = 0
    """How many the checklist has."""

    @property
    def stages(self) -> frozenset[str]:
        """The stages that are reached here."""
        return frozenset({self.stage} if self.stage else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """All points of the walk; none where a knowledge folder has no `walk.toml`."""

    start: str = ""
    points: Mapping[str, Point] = field(default_factory=dict)

    def point_of(self, stage: str) -> Point | None:
        """The point at which a stage's scenarios are told apart, or None where the walk knows no such stage."""
        return next((point for point in self.points.values() if point.stage == stage and not point.check), None)

    def point_for(self, stages: Iterable[str]) -> Point | None:
        """The last question that still leads to all of these stages, or None where none does."""
        wanted = frozenset(stages)
        fitting = [point for point in self.points.values() if wanted <= self.stages_from(point)]
        return min(fitting, key=lambda point: len(self.stages_from(point)), default=None)

    def stages_from(self, point: Point) -> frozenset[str]:
        """The stages that can be reached from a point, itself included."""
        return frozenset().union(*(each.stages for each in self.reached_from(point)))

    def reached_from(self, point: Point) -> Iterator[Point]:
        """A point and all that can be reached from it, each once."""
        seen: dict[str, Point] = {}
        waiting = [point]
        while waiting:
            here = waiting.pop()
            if here.id not in seen:
                seen[here.id] = here
                waiting += [self.points[branch.to] for branch in here.branches if branch.to in self.points]
        return iter(seen.values())
