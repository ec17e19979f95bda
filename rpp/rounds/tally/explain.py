"""Says what a count did: as a JSON object for machines, as a table for a person."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from rpp.rounds.tally.election import Election, Exact
from rpp.rounds.tally.outcome import Outcome, Step

Places = Sequence[Sequence[str]]
WIDEST = 48
# What `rho` of a step is, by the rule.
MEASURES = {
    "greedy": "utility ÷ cost",
    "phragmen": "load",
    "borda": "utility ÷ cost",
}
STOPS = {
    "exhaustive": "nothing more that somebody wants fits",
    "overspends": "one more raise would cost more than the capacity",
}


def number(value: Exact) -> int | str:
    """An exact number for JSON: whole as it is, otherwise "a/b"."""
    return value.numerator if value.denominator == 1 else str(value)


def rounded(value: Exact, places: int = 4) -> str:
    """The number in digits for a person to read, half up; nothing is counted with it."""
    scale = 10**places
    digits = (2 * abs(value.numerator) * scale + value.denominator) // (2 * value.denominator)
    whole, rest = divmod(digits, scale)
    tail = f"{rest:0{places}}".rstrip("0")
    return ("-" if value < 0 and digits else "") + f"{whole:,}" + (f".{tail}" if tail else "")


def explained(
    election: Election,
    outcome: Outcome,
    *,
    rule: str,
    version: str,
    utility: str = "",
    places: Places | None = None,
    payments: bool = False,
) -> dict[str, object]:
    """The outcome for JSON, where every number is exact.

    `winners` are sorted as strings and `steps` stand as they were taken; a tie's `step` counts
    them from 0. With `payments` each step says how many voters paid how much.
    """
    names = {project.id: project.name for project in election.projects}
    steps: list[dict[str, object]] = []
    for step in outcome.steps:
        said: dict[str, object] = {
            "project": step.project,
            "name": names[step.project],
            "cost": number(election.cost[step.project]),
            "rho": None if step.rho is None else number(step.rho),
            "supporters": _backing(election, step.project),
            "remains": number(step.remains),
        }
        if payments:
            said["payments"] = _payments(election, step)
        steps.append(said)
    return {
        "rule": rule,
        "version": version,
        "utility": utility,
        "winners": sorted(outcome.winners),
        "cost": number(outcome.cost),
        "capacity": number(election.capacity),
        "voters": election.voters,
        "projects": len(election.projects),
        "endowment": number(outcome.endowment),
        "raises": outcome.raises,
        "stopped": outcome.stopped,
        "steps": steps,
        "ties": [
            {"step": tie.step, "among": list(tie.among), "chosen": tie.chosen, "by": "tie order"}
            for tie in outcome.ties
        ],
        "tie_order": list(election.tie_order),
        "condorcet": None if places is None else [list(place) for place in places],
    }


def _backing(election: Election, project: str) -> int:
    return sum(election.groups[group].weight for group in election.supporters[project])


def _payments(election: Election, step: Step) -> list[dict[str, int | str]]:
    paid: Counter[Fraction] = Counter()
    for group, amount in step.paid.items():
        paid[amount] += election.groups[group].weight
    return [{"amount": number(amount), "voters": n} for amount, n in sorted(paid.items())]


def table(
    election: Election, outcome: Outcome, *, rule: str, places: Places | None = None
) -> Iterator[str]:
    """The outcome in lines for a person; amounts are rounded for reading."""
    names = {project.id: project.name for project in election.projects}
    head = ("", "project", "cost", "supporters", MEASURES.get(rule, "price"), "remains", "name")
    rows = [
        (
            f"{place}.",
            plain(step.project),
            rounded(election.cost[step.project]),
            f"{_backing(election, step.project):,}",
            "free" if step.rho is None else rounded(step.rho, 6),
            rounded(step.remains),
            plain(names[step.project]),
        )
        for place, step in enumerate(outcome.steps, 1)
    ]
    if rows:
        yield from _columns([head, *rows])
        yield ""
    yield (
        f"{len(rows)} of {len(election.projects)} projects win. They cost "
        f"{rounded(outcome.cost)} of {rounded(election.capacity)}; {election.voters:,} voters."
    )
    if outcome.stopped:
        yield (
            f"Endowments were raised {outcome.raises:,} times, to {rounded(outcome.endowment)} "
            f"each: {STOPS[outcome.stopped]}."
        )
    for tie in outcome.ties:
        yield (
            f"At {tie.step + 1}. {', '.join(map(plain, tie.among))} were equal; "
            f"{plain(tie.chosen)} stands first in the tie order."
        )
    if places is not None:
        order = " > ".join(" = ".join(map(plain, place)) for place in places)
        yield f"Condorcet order (Schulze): {order}"


def plain(text: str, longest: int = WIDEST) -> str:
    """A text of a file on one line, without what could steer a terminal, and not too long."""
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Numbers to the right; the id and the name, second and last, to the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.ljust(width) if at in (1, len(row) - 1) else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
