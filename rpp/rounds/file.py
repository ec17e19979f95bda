"""A round's ballots as a Pabulib file, so that anyone can count them with any tool."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from rpp.dates import date_in
from rpp.rounds.models import Round


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
) -> str:
    """The file: `options` are {id: (effort, title)}, ballots pairs of a code and its choices.

    See https://pabulib.org/format. Choices of withdrawn options are left out.
    """
    kept = [(code, {o: n for o, n in given.items() if o in options}) for code, given in ballots]
    kind = VOTE_TYPES[round_.ballot]
    meta = {
        "description": round_.title,
        "country": "United States",
        "unit": network,
        "instance": f"Round {round_.id}",
        "num_projects": len(options),
        "num_votes": len(kept),
        "budget": round_.capacity,
        "vote_type": kind,
        "rule": round_.rule,
        "date_begin": _day(round_.opened_at, round_.timezone) if round_.opened_at else "",
        "date_end": _day(round_.closes_at - timedelta(microseconds=1), round_.timezone),
        "tie_order": ",".join(tie_order),
    }
    if kind == "cumulative":
        meta |= {"max_sum_points": round_.points}
    lines = [
        "META",
        "key;value",
        *(f"{key};{_cell(value)}" for key, value in meta.items() if value),
    ]
    lines += ["PROJECTS", "project_id;cost;name"]
    lines += [f"{id_};{effort};{_cell(name)}" for id_, (effort, name) in options.items()]
    lines += ["VOTES", "voter_id;vote;points" if kind == "cumulative" else "voter_id;vote"]
    for code, given in kept:
        order = sorted(given, key=lambda o, given=given: (given[o], o) if kind == "ordinal" else o)  # type: ignore[misc]
        line = f"{code};{','.join(map(str, order))}"
        if kind == "cumulative":
            line += ";" + ",".join(str(given[option]) for option in order)
        lines.append(line)
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    """One cell on one line; quoted where it holds a separator."""
    text = " ".join(str(value).split())
    return '"' + text.replace('"', '""') + '"' if ";" in text or '"' in text else text
