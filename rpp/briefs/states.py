"""The states of a brief in words: its sign, its name, and what comes next."""

from typing import NamedTuple


class Words(NamedTuple):
    """A sign (see components/signs.html), what the state is called, and who must act.

    `next` is said in the words of the brief's type: `types.Words.say`.
    """

    glyph: str
    label: str
    next: str


STATES: dict[str, Words] = {
    "draft": Words(
        "draft",
        "Draft",
        "Only {people} see it. {Leader} sends it to review.",
    ),
    "in_review": Words(
        "underway",
        "In review",
        "{People} can read and comment. Two people of the network review it before {leader} "
        "publishes it.",
    ),
    "published": Words(
        "done", "Published", "Free to read, cite and reuse. A published version never changes."
    ),
    "superseded": Words("ended", "Superseded", "A newer brief replaces it."),
    "withdrawn": Words("ended", "Withdrawn", "It should no longer be used."),
}


DESIGNS = {
    "rct": "An experiment: schools, classes or people were assigned at random.",
    "qed": "A comparison with similar schools or people, without random assignment.",
    "correlational": "A look at how two things go together, with other causes taken into account.",
    "descriptive": "A description of what happened, without a comparison group.",
}
