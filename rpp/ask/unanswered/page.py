"""What the pages of unanswered questions say, ready to be laid out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from rpp import dates
from rpp.ask.unanswered.life import LIFE, Action
from rpp.ask.unanswered.queries import Shown
from rpp.kinds import Subject
from rpp.layout import Choice, Link, State, several
from rpp.policy import Viewer, may

SIGNS = {"open": "waiting", "answered": "done", "hidden": "ended"}
STATES = {"open": "Not answered yet", "answered": "Answered", "hidden": "Hidden"}


class Row(NamedTuple):
    """A question in the list."""

    title: str
    href: str
    state: State
    asked: str


class Support(NamedTuple):
    """The button of whoever has the question, too; `has` is what it sends."""

    href: str
    label: str
    has: str
    kind: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of questions of a state."""

    found: list[Shown]
    state: str
    states: Sequence[str]
    viewer: Viewer

    @property
    def rows(self) -> list[Row]:
        return [Row(one.title, _href(one), _state(one), _asked(one)) for one in self.found]

    @property
    def choices(self) -> list[Choice]:
        return [
            Choice(STATES[one], f"/ask/unanswered?state={one}", one == self.state)
            for one in self.states
        ]

    @property
    def reads_feedback(self) -> bool:
        return may(self.viewer, "ask.read_feedback")


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question, and what has become of it."""

    one: Shown
    viewer: Viewer
    problems: list[Subject]
    source: Subject | None
    supports: bool
    # Whether the repository can answer it now.
    is_answerable: bool

    @property
    def state(self) -> State:
        return _state(self.one)

    @property
    def asked(self) -> str:
        return _asked(self.one)

    @property
    def ask(self) -> str:
        return f"/ask?{urlencode({'q': self.one.title})}"

    @property
    def is_listed(self) -> bool:
        return self.one.status != "hidden"

    @property
    def answer(self) -> str:
        """What is said of the answer, beside its link."""
        if self.one.status != "answered":
            return ""
        return "Answered by" if self.source else "What answered it can no longer be read."

    @property
    def support(self) -> Support | None:
        """The button of whoever has the question, too; a stranger is led to sign in."""
        if self.one.status != "open":
            return None
        at = f"{_href(self.one)}/support"
        if self.supports:
            return Support(at, "I no longer have this question", "no", "quiet")
        label = "Same question in our district" if self.viewer.leas else "I have this question, too"
        return Support(at, label, "yes", "outline")

    @property
    def links(self) -> list[Link]:
        """What else the viewer may do with it, on pages of their own."""
        at, found = _href(self.one), []
        if self.is_listed and may(self.viewer, "problem.write"):
            found.append(Link("Write it as a problem of practice", f"{at}/problem"))
        if LIFE.may_now(self.viewer, self.one, Action.ANSWER):
            found.append(Link("Name what answers it", f"{at}/answer"))
        if LIFE.may_now(self.viewer, self.one, Action.HIDE):
            found.append(Link("Hide it", f"{at}/hide"))
        return found

    @property
    def posts(self) -> list[Link]:
        """What else the viewer may do with it at once."""
        at, found = _href(self.one), []
        if LIFE.may_now(self.viewer, self.one, Action.REOPEN):
            found.append(Link("Open it again", f"{at}/reopen"))
        if LIFE.may_now(self.viewer, self.one, Action.SHOW):
            found.append(Link("Show it again", f"{at}/show"))
        return found


def _href(one: Shown) -> str:
    return f"/ask/unanswered/{one.id}"


def _state(one: Shown) -> State:
    since = dates.short_day_in(one.status_since, dates.site_zone())
    return State(SIGNS[one.status], STATES[one.status], f"since {since}")


def _asked(one: Shown) -> str:
    people = several(one.people, "person asks", "people ask")
    if not one.people:
        return ""
    if not one.districts:
        return f"{people} this"
    return f"{people} this, from {several(one.districts, 'district')}"
