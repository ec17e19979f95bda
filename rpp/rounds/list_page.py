"""What the list of rounds says, ready to be laid out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from flask import url_for

from rpp.layout import Link, State, several
from rpp.paging import Slice
from rpp.policy import Viewer
from rpp.rounds.queries import NetworkRow, RoundRow
from rpp.rounds.states import state
from rpp.rounds.words import FILTERS


class Row(NamedTuple):
    """A round in the list."""

    title: str
    href: str
    purpose: str
    state: State
    network: str
    choice: str
    turnout: str


def row_of(round_: RoundRow) -> Row:
    voted = f"{round_.ballots} of {several(round_.electors, 'district')} voted"
    return Row(
        round_.title,
        f"/rounds/{round_.id}",
        round_.purpose,
        state(round_),
        round_.network_name,
        f"{several(round_.options, 'problem')}, capacity {round_.capacity}",
        voted if round_.opened_at else "",
    )


@dataclass(frozen=True)
class ListPage:
    """A page of rounds, and what it is narrowed to: a network, a state."""

    found: Slice[RoundRow]
    networks: list[NetworkRow]
    network: NetworkRow | None
    network_id: int | None
    state: str
    viewer: Viewer

    @property
    def crumbs(self) -> list[Link]:
        one = self.network
        return [Link(one.name, f"/networks/{one.slug}")] if one else []

    @property
    def plans(self) -> list[Link]:
        """Where the viewer can plan a round."""
        return list(self._plans(n for n in self.networks if n.network_id in self.viewer.stewards))

    def _plans(self, networks: Iterable[NetworkRow]) -> Iterator[Link]:
        for one in networks:
            address = url_for("rounds.new", network=one.network_id)
            if self.network is None:
                yield Link(f"Plan a round of {one.name}", address)
            elif one == self.network:
                yield Link("Plan a round", address)

    @property
    def states(self) -> list[tuple[str, str]]:
        return [(key, label) for key, (label, _) in FILTERS.items()]

    @property
    def rows(self) -> list[Row]:
        return [row_of(one) for one in self.found]

    @property
    def narrowed(self) -> bool:
        return bool(self.network_id or self.state)
