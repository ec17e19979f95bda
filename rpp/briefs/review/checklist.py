"""What a reviewer looks at in a brief: each point with help, an answer, and a note."""

from dataclasses import dataclass
from typing import NamedTuple


class Point(NamedTuple):
    """One point of the checklist."""

    title: str
    help: str


POINTS: dict[str, Point] = {
    "claims": Point(
        "It claims no more than was found",
        "Compare the title and the short answer with the results. “Caused” needs a design that can "
        "show it; a result that is not clear is called that.",
    ),
    "numbers": Point(
        "Its numbers can be checked",
        "Each estimate has its likely range and says what it counts, for whom, and against what. "
        "The figures, the chart and the text agree.",
    ),
    "setting": Point(
        "It says for whom, where and how long",
        "A reader can tell whether the schools are like their own: grades, kind of district, size, "
        "months, who took part and who did not.",
    ),
    "cost": Point(
        "It is honest about money and time",
        "It says what it cost, who did the work, and what had to be given up for it.",
    ),
    "use": Point(
        "A district could act on it",
        "It says how to do it and what can go wrong, in an order that a school can follow.",
    ),
    "limits": Point(
        "Limits and dissent are fairly said",
        "It says where it might not work and what no one measured. Nobody’s different view is made "
        "small.",
    ),
    "plain": Point(
        "It is plain",
        "A busy principal understands it in one reading: short sentences, no word of statistics "
        "without its meaning.",
    ),
    "people": Point(
        "No one can be recognized",
        "No student, family or single teacher can be recognized, alone or by putting things "
        "together.",
    ),
}
ANSWERS = {
    "yes": "Yes",
    "no": "No",
    "cannot": "I cannot judge this",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reviewer says to one point: a key of ANSWERS, and a note."""

    choice: str
    note: str = ""
