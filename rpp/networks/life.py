"""The life of an organization's place in a network."""

from enum import StrEnum

from rpp.lifecycle import Lifecycle, Step


class Action(StrEnum):
    """What people do with a place in a network."""

    APPLY = "apply"
    ADMIT = "admit"
    REFUSE = "refuse"
    END = "end"


STEPS = (
    Step(
        Action.ADMIT,
        ("pending",),
        "active",
        "network.admit",
        "",
        "Another steward has already decided this.",
    ),
    Step(
        Action.REFUSE,
        ("pending",),
        "refused",
        "network.admit",
        "a reason",
        "Another steward has already decided this.",
    ),
    Step(
        Action.END,
        ("active",),
        "ended",
        "network.leave",
        "",
        "This organization is no longer in the network.",
    ),
    Step(
        Action.APPLY,
        ("refused", "ended"),
        "pending",
        "network.apply",
        "a leader of the organization",
        "The organization cannot apply now.",
    ),
)
LIFE = Lifecycle(
    "network membership",
    STEPS,
    {
        "pending": "The request is already waiting for an answer.",
        "active": "The organization is in the network now.",
        "refused": "The request was refused. A leader of the organization can ask again.",
        "ended": "Its place has ended. A leader of the organization can ask again.",
    },
    holders={
        "network.apply": "its leader",
        "network.admit": "a steward",
        "network.leave": "its leader or a steward",
    },
    labels={"pending": "Waiting for an answer"},
)
