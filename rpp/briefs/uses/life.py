"""The life of a use: a district says it, a second person of the district confirms it."""

from enum import StrEnum

from rpp.lifecycle import Lifecycle, Step


class Action(StrEnum):
    """What people do with a use."""

    ANSWER = "answer"
    CONFIRM = "confirm"
    DISPUTE = "say that it is not so"
    CORRECT = "correct"
    TAKE_BACK = "take back"


SAID = ("unconfirmed", "confirmed", "disputed")
STEPS = (
    Step(
        Action.ANSWER,
        ("asked",),
        "unconfirmed",
        "use.change",
        "a stage, a decision and why",
        "This question was answered.",
    ),
    Step(
        Action.CONFIRM,
        ("unconfirmed",),
        "confirmed",
        "use.confirm",
        "the words that were read",
        "Only what waits for a second person can be confirmed.",
    ),
    Step(
        Action.DISPUTE,
        ("unconfirmed", "confirmed"),
        "disputed",
        "use.confirm",
        "a reason that the district reads",
        "Only what the district says now can be questioned.",
    ),
    Step(
        Action.CORRECT,
        SAID,
        "unconfirmed",
        "use.change",
        "the earlier words are kept",
        "There is nothing that could be corrected.",
    ),
    Step(
        Action.TAKE_BACK,
        SAID,
        "taken_back",
        "use.change",
        "a reason that the district reads",
        "There is nothing that could be taken back.",
    ),
)
NOW = {
    "asked": "The district was asked, and has not answered yet.",
    "unconfirmed": "It waits for a second person of the district to confirm it.",
    "confirmed": "A second person of the district confirmed it.",
    "disputed": "A second person of the district says that it is not so. Anyone of the district "
    "can correct it or take it back.",
    "taken_back": "The district took it back.",
}
LIFE = Lifecycle(
    "use",
    STEPS,
    NOW,
    holders={"use.change": "the district", "use.confirm": "a second person"},
)
