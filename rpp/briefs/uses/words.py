"""What a district can say of its use of a brief: how far it is, and in which way."""

from typing import NamedTuple


class Stage(NamedTuple):
    """How far a district is: a sign (see components/signs.html), a word, and a sentence."""

    glyph: str
    label: str
    said: str


# None of them is better than another: others learn from each.
STAGES: dict[str, Stage] = {
    "planning": Stage("waiting", "Planning", "We plan to use it"),
    "in_use": Stage("done", "In use", "We use it as the brief describes it"),
    "adapted": Stage("underway", "Adapted", "We use it, changed to fit us"),
    "stopped": Stage("ended", "Stopped", "We tried it and stopped, or decided against it"),
    "undecided": Stage("waiting", "Undecided", "We have not decided yet"),
}


class Way(NamedTuple):
    """A type of research use: its name in the field, what it means, and an example."""

    name: str
    means: str
    example: str


# The four that studies of research use tell apart (Weiss; Nutley, Walter and Davies).
WAYS: dict[str, Way] = {
    "instrumental": Way(
        "Instrumental use",
        "We decided or changed something because of it.",
        "We moved tutoring into the school day.",
    ),
    "conceptual": Way(
        "Conceptual use",
        "It changed how we see the problem, not yet what we do.",
        "We now ask about bus routes before we ask about motivation.",
    ),
    "symbolic": Way(
        "Symbolic use",
        "It backs up what we had already decided.",
        "We cited it when the board asked why we keep two reading coaches.",
    ),
    "in_process": Way(
        "Use in process",
        "Taking part changed how we work, whatever was found.",
        "Our principals now look at attendance together each month.",
    ),
}
