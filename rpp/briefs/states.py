"""The states of a brief in words: its sign, its name, and what comes next."""

from typing import NamedTuple


class Words(NamedTuple):
    """A sign (see components/signs.html), what the state is called, and who must act."""

    glyph: str
    label: str
    next: str


STATES: dict[str, Words] = {
    "draft": Words(
        "draft",
        "Draft",
        "Only the members of the study see it. A study leader sends it to review.",
    ),
    "in_review": Words(
        "underway",
        "In review",
        "Every member of the study can read and comment. A study leader publishes it.",
    ),
    "published": Words(
        "done", "Published", "Free to read, cite and reuse. A published version never changes."
    ),
    "superseded": Words("ended", "Superseded", "A newer brief replaces it."),
    "withdrawn": Words("ended", "Withdrawn", "It should no longer be used."),
}

# What each line of the history says after the name of who did it.
VERBS = {
    "drafted": "began the draft from the study’s own text",
    "edited": "edited the text",
    "deleted": "deleted the draft",
    "dissented": "printed what they see differently",
    "dissent_taken_out": "removed what they saw differently",
    "sent_to_review": "sent it to review",
    "returned_to_draft": "returned it to draft",
    "published": "published version 1",
    "corrected": "published version {version}",
    "correction_dropped": "discarded a correction",
    "superseded": "said that a newer brief replaces it",
    "withdrawn": "withdrew it",
    "adoption_asked": "asked {organization} what it did with the brief",
    "adoption_answered": "said what {organization} did with it: {answer}",
    "adoption_changed": "changed what {organization} did with it: {answer}",
}


class Adopted(NamedTuple):
    """What a district did with a brief: a sign, and a word."""

    glyph: str
    label: str


# None of them is better than another: others learn from each.
ADOPTED: dict[str, Adopted] = {
    "adopted": Adopted("done", "Adopted"),
    "adapted": Adopted("underway", "Adapted"),
    "abandoned": Adopted("ended", "Abandoned"),
    "undecided": Adopted("waiting", "Undecided"),
}

DESIGNS = {
    "rct": "An experiment: schools, classes or people were assigned at random.",
    "qed": "A comparison with similar schools or people, without random assignment.",
    "correlational": "A look at how two things go together, with other causes taken into account.",
    "descriptive": "A description of what happened, without a comparison group.",
}


def sentence(verb: str, detail: dict[str, object]) -> str:
    """What a line of the history says; a verb of another room is said plainly."""
    return VERBS.get(verb, verb.replace("_", " ")).format(**{"version": ""} | detail)
