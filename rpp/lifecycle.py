"""The lives of things: what people do with each, where it must stand, and what is said otherwise.

A room tells the life of its thing as one table. The transitions, the refusals, the pictures in
`docs/lives/` and the tests all come from it. Who holds a permission is said in `rpp/policy.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from rpp.errors import DomainError
from rpp.policy import Viewer, may

Action = TypeVar("Action", bound=StrEnum)


class HasStatus(Protocol):
    """A thing, or a row of one, that stands somewhere in its life."""

    @property
    def status(self) -> str: ...


@dataclass(frozen=True)
class Step(Generic[Action]):
    """One thing people do."""

    action: Action
    at: tuple[str, ...]  # where the thing must stand
    to: str  # where it then stands; "" where it stays
    permission: str
    needs: str  # what else must be true
    refusal: str  # what is said where the thing stands elsewhere


class Lifecycle(Generic[Action]):
    """The life of one kind of things.

    `now` says of each state, in the order in which a life passes them, where the thing stands and
    who can bring it on. `holders` names in a word or two who holds each permission of the steps;
    `labels` what the states are called, where that is not plain from their names.
    """

    def __init__(
        self,
        kind: str,
        steps: Sequence[Step[Action]],
        now: Mapping[str, str],
        *,
        holders: Mapping[str, str],
        labels: Mapping[str, str] | None = None,
    ) -> None:
        self.kind, self.steps, self.now, self.holders = kind, tuple(steps), now, holders
        self.labels = {state: said(state).capitalize() for state in now} | dict(labels or {})
        self._by_action = {step.action: step for step in steps}
        self.transitions = {
            state: frozenset(step.to for step in steps if step.to and state in step.at)
            for state in now
        }
        _lives[kind] = self

    def step(self, action: Action) -> Step[Action]:
        """The line of the table for this action."""
        return self._by_action[action]

    def allows(self, thing: HasStatus, action: Action) -> bool:
        """Whether this can be done where the thing stands, whoever does it."""
        return thing.status in self.step(action).at

    def why_not(self, thing: HasStatus, action: Action) -> str:
        """Why this cannot be done where the thing stands, and who can help; "" where it can."""
        if self.allows(thing, action):
            return ""
        return f"{self.step(action).refusal} {self.now[thing.status]}"

    def require(self, thing: HasStatus, action: Action, field: str | None = None) -> None:
        """Refuse the action with a DomainError where the thing stands elsewhere."""
        if why := self.why_not(thing, action):
            raise DomainError(why, field)

    def may_now(self, viewer: Viewer, thing: HasStatus, action: Action) -> bool:
        """Whether the viewer may do this, where the thing stands."""
        return self.allows(thing, action) and may(viewer, self.step(action).permission, thing)


# A life and a step, whatever the actions.
AnyStep: TypeAlias = Step[Any]
Life: TypeAlias = Lifecycle[Any]
_lives: dict[str, Life] = {}


def of(kind: str) -> Life:
    """The life of a kind of things; a KeyError where no room told it."""
    return _lives[kind]


def is_told(kind: str) -> bool:
    """Whether a room told the life of a kind of things."""
    return kind in _lives


def every() -> Iterator[Life]:
    """All lives that the rooms told, in the order of their names."""
    return (_lives[kind] for kind in sorted(_lives))


def said(status: str) -> str:
    """A status as people read it: "in_review" is "in review", "cancelled" is "canceled"."""
    return status.replace("_", " ").replace("cancelled", "canceled")
