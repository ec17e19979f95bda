"""The life of a message to those who run the portal."""

from enum import StrEnum

from rpp.lifecycle import Lifecycle, Step


class Action(StrEnum):
    """What is done with a message."""

    ANSWER = "answer"
    REOPEN = "reopen"


LIFE = Lifecycle(
    "contact message",
    (
        Step(
            Action.ANSWER,
            ("open",),
            "answered",
            "contact.answer",
            "",
            "Only an open message can be marked as answered.",
        ),
        Step(
            Action.REOPEN,
            ("answered",),
            "open",
            "contact.answer",
            "",
            "Only an answered message can be opened again.",
        ),
    ),
    {"open": "It is open now.", "answered": "It is answered now."},
    holders={"contact.answer": "an administrator"},
)
