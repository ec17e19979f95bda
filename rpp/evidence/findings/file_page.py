"""Pages of files of findings: what one would do, and what its columns mean."""

from dataclasses import dataclass, field
from typing import NamedTuple

from rpp.evidence.findings.bringing_in import Plan, Step, column_title
from rpp.evidence.findings.columns import SECTIONS, Column
from rpp.evidence.findings.page import crumbs
from rpp.evidence.findings.subjects import About
from rpp.evidence.findings.table import FIRST, LAST
from rpp.layout import Link, several


class Bad(NamedTuple):
    """A row that is left out: where, and why."""

    where: str
    words: str


class Planned(NamedTuple):
    """A row that changes something."""

    where: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class FilePage:
    """The page on which a file of findings is brought in."""

    crumbs: list[Link]
    of: str
    base: str
    name: str = ""
    counted: str = ""
    added: list[Planned] = field(default_factory=list)
    corrected: list[Planned] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    unknown: str = ""
    digest: str = ""
    confirms: str = ""


def file_page(about: About, plan: Plan | None) -> FilePage:
    """The page, with what the file that waits would do."""
    base = f"{about.base}/import"
    if plan is None:
        return FilePage(crumbs(about), about.title, base)
    added, corrected, same = (plan.of(what) for what in ("added", "corrected", "same"))
    bad_lines = len({one.line for one in plan.troubles})
    told = [
        f"{several(len(added), 'finding')} to add",
        f"{len(corrected):,} to correct",
        f"{len(same):,} as they are",
        f"{several(bad_lines, 'row')} left out",
    ]
    return FilePage(
        crumbs=crumbs(about),
        of=about.title,
        base=base,
        name=plan.name,
        counted=", ".join(told),
        added=[_planned(step) for step in added],
        corrected=[_planned(step) for step in corrected],
        bad=[Bad(_where(one.line, one.column), one.words) for one in plan.troubles],
        unknown=", ".join(plan.unknown[:20]),
        digest=plan.digest,
        confirms=_confirms(len(added), len(corrected)),
    )


def _confirms(added: int, corrected: int) -> str:
    """What the button says; "" where there is nothing to bring in."""
    parts = [f"Add {several(added, 'finding')}"] if added else []
    if corrected:
        parts.append(f"{'correct' if parts else 'Correct'} {corrected:,}")
    return " and ".join(parts)


def _planned(step: Step) -> Planned:
    told = "; ".join(step.told[:6]) + ("; …" if len(step.told) > 6 else "")
    return Planned(f"Line {step.line}", step.facts.outcome, told)


def _where(line: int, column: str) -> str:
    return f"Line {line}, {column} ({column_title(column)})" if column else f"Line {line}"


# --- the columns ---------------------------------------------------------------------------


class Explained(NamedTuple):
    """A column of a file, its title on the form, what may stand in it."""

    name: str
    title: str
    help: str
    values: str


class ExplainedPart(NamedTuple):
    """Columns that belong together."""

    title: str
    columns: list[Explained]


TYPES = {
    "line": "Text, up to 200 characters",
    "count": "A whole number: 1050 or 1,050",
    "number": "A number with a point: 0.25",
    "percent": "0 to 100, with or without %",
    "share": "0 to 100, with or without %",
    "yes": "yes, no, or empty",
    "flag": "yes or no; empty is no",
    "states": "Codes such as TX, with ; between",
}


def columns_page() -> list[ExplainedPart]:
    """All columns of a file of findings, with what may stand in each."""
    first = [Explained(name, "", words, "Text") for name, words in FIRST.items()]
    last = [Explained(name, "", words, "Not read") for name, words in LAST.items()]
    return [
        ExplainedPart("Which finding", first),
        *(
            ExplainedPart(
                section.title,
                [
                    Explained(one.name, one.title, one.help, _allowed(one))
                    for one in section.columns
                ],
            )
            for section in SECTIONS
        ),
        ExplainedPart("Written, and not read again", last),
    ]


def _allowed(column: Column) -> str:
    if column.type not in ("one", "several"):
        return TYPES[column.type]
    between = ", with ; between" if column.type == "several" else ""
    return f"{', '.join(column.choices or {})}{between}"
