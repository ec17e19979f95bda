"""What the pages of rounds are about, or 404."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from rpp import db
from rpp.asking import Ask, ask
from rpp.forms import Form
from rpp.layout import Link
from rpp.paging import whole
from rpp.policy import Viewer
from rpp.rounds import commands, queries
from rpp.rounds.models import Round
from rpp.rounds.queries import Certification, NetworkRow, OptionRow, RoundRow
from rpp.web import (
    arg,
    or_404,
    submit_and_redirect,
    viewer,
)

bp = Blueprint("rounds", __name__, cli_group=None)
bp.cli.add_command(commands.tally)


def round_(round_id: int) -> RoundRow:
    return or_404(queries.round_(db.session(), viewer(), round_id))


def network_asked() -> NetworkRow:
    return or_404(queries.network(db.session(), whole(arg("network")) or 0))


@dataclass(frozen=True)
class Offered:
    """A problem in its round."""

    round: RoundRow
    option: OptionRow

    @property
    def network_id(self) -> int:
        return self.round.network_id


def offered(round_id: int, option_id: int) -> Offered:
    row = round_(round_id)
    options = queries.options(db.session(), viewer(), round_id)
    return Offered(row, or_404(next((o for o in options if o.id == option_id), None)))


def speaks_for(row: RoundRow) -> frozenset[int]:
    """The districts of the round for which the viewer may certify or name a substitute."""
    return (viewer().delegate_for | viewer().leads) & row.elector_ids


def to_certify(row: RoundRow, said: Sequence[Certification]) -> frozenset[int]:
    """The districts for which the viewer may still say whether the count stands; nobody says
    it twice, and no district."""
    if any(one.person_id == viewer().id for one in said):
        return frozenset()
    return speaks_for(row) - {one.organization_id for one in said}


def submit_and_show(
    operation: Callable[[Session, Viewer, int], Round], row: RoundRow, done: str
) -> ResponseReturnValue:
    """Run the operation of a lone button on the page of a round, and go back there."""
    back = url_for("rounds.show", round_id=row.id)
    return submit_and_redirect(operation, viewer(), row.id, back=back, done=done)


def crumbs(row: RoundRow) -> list[Link]:
    """Where a page below a round's is: its network, and the round."""
    network = Link(row.network_name, f"/networks/{row.network_slug}")
    return [network, Link(row.title, url_for("rounds.show", round_id=row.id))]


def ask_of_round(
    form: Form,
    row: RoundRow,
    *,
    title: str,
    text: str,
    button: str,
    window: str,
    cancel: str = "Cancel",
    hints: Mapping[str, str],
    rows: int = 3,
) -> Response:
    """A page with one short form about a round; `window` begins the title of the window."""
    what = Ask(
        title,
        button,
        url_for("rounds.show", round_id=row.id),
        cancel,
        text,
        crumbs(row),
        window=f"{window}: {row.title}",
        hints=hints,
        rows=rows,
    )
    return ask(form, what, room="networks")
