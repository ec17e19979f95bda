"""The sections of a brief's text, by format: what each asks, and which a brief must have.

Versions keep the format in which they were published. Drafts are written in the newest one; a
correction of an older version moves to it when its writer says so.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Section(NamedTuple):
    """One section: what it is called, what helps to write it, and where it stands.

    `chart`: the chart follows its text; `dissent`: what partners see differently follows it.
    """

    key: str
    title: str
    help: str
    required: bool = True
    rows: int = 6
    chart: bool = False
    dissent: bool = False


@dataclass(frozen=True)
class Format:
    """A set of sections in the order of the page, and what the short answer is called in it."""

    number: int
    answer: str
    answer_help: str
    sections: tuple[Section, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(section.key for section in self.sections)


FIRST = Format(
    1,
    "Bottom line",
    "One or two sentences that a busy reader can act on, with the number and its likely range.",
    (
        Section(
            "did",
            "What the districts did",
            "What happened, where, for how long, and who was compared with whom.",
            rows=8,
        ),
        Section(
            "changed",
            "What changed",
            "The results, including those no one hoped for. Give each estimate with its likely "
            "range.",
            rows=8,
            chart=True,
        ),
        Section(
            "took",
            "What it took",
            "Money, hours, people, and what you gave up for it.",
            dissent=True,
        ),
        Section(
            "unknown",
            "What we do not know",
            "Where it might not work, and what no one measured.",
        ),
    ),
)

SECOND = Format(
    2,
    "The short answer",
    "Two sentences that a principal can act on: what was found, with the number and its likely "
    "range, and what that means.",
    (
        Section(
            "question",
            "The question",
            "One question, as a principal would ask it. Say who is affected, what was tried, and "
            "what it should change.",
            rows=3,
        ),
        Section(
            "where",
            "For whom and where",
            "Grades, subjects, kinds of students and schools, districts and states. Say who was "
            "left out.",
            rows=4,
        ),
        Section(
            "did",
            "What was done",
            "What happened in the schools, for how long, and who was compared with whom.",
            rows=8,
        ),
        Section(
            "found",
            "What was found",
            "The results, including those no one hoped for. Give each number with its likely "
            "range. The chart is shown below this text.",
            rows=8,
            chart=True,
        ),
        Section(
            "cost",
            "What it costs in time and money",
            "Dollars, hours and people, for each student or school, and what was given up for it. "
            "Say it if nobody counted.",
        ),
        Section(
            "how",
            "How to do it",
            "The steps, in order, for a school that wants to try: who does what, and when.",
            required=False,
            rows=8,
        ),
        Section(
            "pitfalls",
            "What to watch out for",
            "What went wrong, what took longer, and what you would do differently.",
            required=False,
        ),
        Section(
            "materials",
            "What you need for it",
            "Materials, training and tools, with links to those that others may use.",
            required=False,
            rows=4,
        ),
        Section(
            "limits",
            "Limits and dissent",
            "Where it might not work, and what no one measured. What partners see differently is "
            "printed below it, in their words.",
            dissent=True,
        ),
        Section(
            "sure",
            "How sure we are",
            "What the design can show and what it cannot, how many took part, and what would "
            "change your mind.",
            rows=4,
        ),
        Section(
            "references",
            "References",
            "Studies and briefs that this one builds on, one on each line.",
            required=False,
            rows=4,
        ),
    ),
)

FORMATS = {one.number: one for one in (FIRST, SECOND)}
NEWEST = SECOND
# Where the text of an older section goes in the newest format.
CARRIED = {"did": "did", "changed": "found", "took": "cost", "unknown": "limits"}


def carried(parts: dict[str, str]) -> dict[str, str]:
    """Texts by section of the first format as the newest one holds them; nothing is left out."""
    moved = {CARRIED.get(key, key): text for key, text in parts.items()}
    return {key: moved.get(key, "") for key in NEWEST.keys}


def told(parts: dict[str, str], key: str) -> str:
    """The text of a section by its newest key, in a version of any format; "" where it has none."""
    return parts.get(key) or next(
        (parts[old] for old, new in CARRIED.items() if new == key and parts.get(old)), ""
    )
