"""What a person's own page shows, ready to be laid out."""

from dataclasses import dataclass

from sqlmodel import Session

from rpp import dates, unsaved
from rpp.config import Settings
from rpp.home import duties, requests, roles
from rpp.home.duty import Duty
from rpp.home.requests import Asked
from rpp.home.roles import Part
from rpp.layout import Link, State, in_words
from rpp.notices import queries as notices
from rpp.notices.queries import NoticeRow
from rpp.paging import Cursor, Slice
from rpp.policy import Viewer
from rpp.problems import queries as problems
from rpp.problems.status import STATUS
from rpp.studies import desk
from rpp.unsaved import Unsaved


@dataclass(frozen=True, slots=True)
class Own:
    """A thing of the viewer's in a list: its title, its page, its state."""

    title: str
    href: str
    state: State


@dataclass(frozen=True, slots=True)
class Page:
    """A person's own page."""

    viewer: Viewer
    duties: list[Duty]
    asked: list[Asked]
    unsaved: list[Unsaved]
    parts: list[Part]
    problems: list[Own]
    studies: list[Own]
    notices: Slice[NoticeRow]

    @property
    def headline(self) -> str:
        number, first = len(self.duties), self.viewer.first_name
        if not number:
            return f"Nothing needs your attention, {first}."
        waits = "thing waits" if number == 1 else "things wait"
        return f"{in_words(number)} {waits} for you, {first}."

    @property
    def belongs_to(self) -> str:
        """What is said where the viewer acts for no organization."""
        if not self.asked:
            return "You belong to no organization yet."
        return f"You are waiting to join {', '.join(one.name for one in self.asked)}."

    @property
    def organizations(self) -> list[Link]:
        names = self.viewer.organization_names
        return [Link(name, f"/organizations/{id_}") for id_, name in names.items()]

    @property
    def offices(self) -> list[Link]:
        """What the viewer is, beyond a member; some have a page."""
        viewer = self.viewer
        held = (
            (viewer.delegate_for, Link("Delegate", "")),
            (viewer.signs_for, Link("Signatory", "")),
            (viewer.stewards, Link("Steward", "/networks")),
            (viewer.brokers, Link("Knowledge broker", "")),
            (viewer.reviews or viewer.reviews_for, Link("Evidence reviewer", "/ratings")),
            (viewer.is_admin, Link("Administrator", "/admin")),
        )
        return [link for has, link in held if has]

    @property
    def adopted(self) -> list[Link]:
        """What changed behind what each of the viewer's districts uses."""
        names = self.viewer.organization_names
        return [
            Link(f"Since {names[id_]} adopted this", f"/organizations/{id_}/adopted")
            for id_ in sorted(self.viewer.leas)
        ]

    @property
    def schools(self) -> list[Link]:
        """What studies ask of the schools of each of the viewer's districts."""
        names = self.viewer.organization_names
        return [
            Link(f"What studies ask of the schools of {names[id_]}", f"/studies/schools/{id_}")
            for id_ in sorted(self.viewer.leas)
        ]


def of(session: Session, viewer: Viewer, settings: Settings) -> Page:
    """The own page of whoever is signed in."""
    return Page(
        viewer=viewer,
        duties=duties.duties(session, viewer, settings),
        asked=requests.asked(session, viewer),
        unsaved=unsaved.of(session, viewer.id or 0),
        parts=roles.parts_of(viewer),
        problems=_problems(session, viewer),
        studies=_studies(session, viewer),
        notices=notices.listed(session, viewer, Cursor(), limit=5),
    )


def _problems(session: Session, viewer: Viewer) -> list[Own]:
    found = []
    for row in problems.mine(session, viewer, 5):
        words = STATUS[row.status]
        since = dates.short_day_in(row.status_since, row.zone or dates.site_zone())
        title = row.title or "A draft without a title"
        found.append(Own(title, f"/problems/{row.id}", State(words.sign, words.label, since)))
    return found


def _studies(session: Session, viewer: Viewer) -> list[Own]:
    return [
        Own(row.title, row.href, State(row.glyph, row.label, row.since))
        for row in desk.mine(session, viewer)[:5]
    ]
