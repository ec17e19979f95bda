"""Who voted, by setting and by size, as the page of a result shows it."""

from typing import NamedTuple

from rpp.rounds.result import Tables

# Of more districts squares would say less than the number.
MOST_SQUARES = 40
NOT_SHOWN = "under 10, or could be worked out"


class Turnout(NamedTuple):
    """A kind of districts: how many voted, as squares and in words; `quiet`: not shown."""

    name: str
    full: int
    empty: int
    words: str
    quiet: bool
    winners: str

    @property
    def squares(self) -> bool:
        return self.full + self.empty > 0


def by_groups(tables: Tables) -> list[tuple[str, list[Turnout]]]:
    """Turnout by setting and by size; empty where every number could point to a ballot."""
    groups = [("By setting", tables["setting"]), ("By number of students", tables["size"])]
    shown = [(title, rows, any(row[2] is not None for row in rows)) for title, rows in groups]
    if not any(some for *_, some in shown):
        return []
    return [(title, [_turnout(*row) for row in rows if some]) for title, rows, some in shown]


def _turnout(name: str, electors: int, voted: int | None, won: int | None) -> Turnout:
    if voted is None:
        return Turnout(name.capitalize(), 0, 0, NOT_SHOWN, True, "")
    drawn = electors <= MOST_SQUARES
    return Turnout(
        name.capitalize(),
        voted if drawn else 0,
        electors - voted if drawn else 0,
        f"{voted} of {electors}",
        False,
        "" if won is None else f"{won} with a choice among the winners",
    )
