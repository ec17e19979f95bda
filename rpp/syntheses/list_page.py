"""What the list of syntheses says, ready to be laid out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import url_for

from rpp.dates import day_in
from rpp.layout import Link, State
from rpp.paging import Slice
from rpp.syntheses.queries import Listed, NetworkRow
from rpp.syntheses.states import state_of
from rpp.vocabulary import SUBJECTS


class Row(NamedTuple):
    """A synthesis in the list."""

    title: str
    href: str
    answer: str
    state: State
    network: str
    changed: str


@dataclass(frozen=True)
class ListPage:
    """A page of syntheses; `serves` are the networks in which the viewer can begin one."""

    found: Slice[Listed]
    serves: Sequence[NetworkRow]
    network: NetworkRow | None
    subject: str = ""

    @property
    def title(self) -> str:
        """What the list holds: "Syntheses on Mathematics"."""
        return f"Syntheses on {SUBJECTS[self.subject]}" if self.subject else "Syntheses"

    @property
    def crumbs(self) -> list[Link]:
        one = self.network
        return [Link(one.name, f"/networks/{one.slug}")] if one else [Link("Briefs", "/briefs")]

    @property
    def begins(self) -> list[Link]:
        """Where the viewer can begin one."""
        return [
            Link(f"Begin one in {one.name}", url_for("syntheses.new", network=one.network_id))
            for one in self.serves
            if self.network in (None, one)
        ]

    @property
    def rows(self) -> list[Row]:
        return [_row(one) for one in self.found]


def _row(one: Listed) -> Row:
    changed = f"last changed {day_in(one.changed_at, one.timezone)}" if one.changed_at else ""
    return Row(
        one.title,
        f"/syntheses/{one.slug}",
        one.said.answer if one.said else "",
        state_of(one.status, one.current),
        one.network,
        changed,
    )
