"""A round's ballots as a Pabulib file, so that anyone can count them with any tool."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from rpp.dates import date_in
from rpp.rounds.models import Round
from rpp.rounds.tally import Project, pabulib


def _day(moment: datetime, zone: str) -> str:
    # As the format writes days, in the round's own zone.
    return f"{date_in(moment, zone):%d.%m.%Y}"


VOTE_TYPES = {"points": "cumulative", "approval": "approval", "ranking": "ordinal"}


def write_ballots(
    round_: Round,
    network: str,
    options: Mapping[int, tuple[int, str]],
    ballots: Iterable[tuple[str, Mapping[int, int]]],
    tie_order: Sequence[str],
    winners: Collection[str],
) -> str:
    """The file: `options` are {id: (effort, title)}, ballots pairs of a code and its choices.

    See https://pabulib.org/format; Pabulib's own checker finds no error in it, but where a
    withdrawal left a ballot without any choice: it stays, since its share counts. Choices of
    withdrawn options are left out.
    """
    ballots = list(ballots)
    return pabulib.write(
        [Project(str(id_), Fraction(effort), title) for id_, (effort, title) in options.items()],
        round_.capacity,
        [_given(round_.ballot, choices, options) for _, choices in ballots],
        vote_type=VOTE_TYPES[round_.ballot],
        meta=_about(round_, network),
        rule=round_.rule,
        tie_order=tie_order,
        voters=[code for code, _ in ballots],
        selected=winners,
    )


def _given(kind: str, choices: Mapping[int, int], options: Collection[int]) -> object:
    """A ballot as Pabulib has it: points by option, or options in the order of their ranks."""
    kept = {option: n for option, n in choices.items() if option in options}
    if kind == "points":
        return {str(option): n for option, n in kept.items()}
    return [str(option) for option in sorted(kept, key=lambda option: kept[option])]


def _about(round_: Round, network: str) -> dict[str, object]:
    about: dict[str, object] = {
        "description": round_.title,
        "country": "United States",
        "unit": network,
        "instance": f"Round {round_.id}",
        "date_begin": _day(round_.opened_at or round_.opens_at, round_.timezone),
        "date_end": _day(round_.closes_at - timedelta(microseconds=1), round_.timezone),
    }
    return about | ({"max_sum_points": round_.points} if round_.ballot == "points" else {})
