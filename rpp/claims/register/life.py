"""The life of a claim in the register: one person records it, a second publishes it."""

from enum import StrEnum

from rpp.lifecycle import Lifecycle, Step

# Everyone reads it from then on.
PUBLIC = ("published", "correcting", "withdrawn")


class Action(StrEnum):
    """What people do with a claim."""

    EDIT = "change the draft"
    PROPOSE = "propose"
    DROP = "drop the draft"
    RETURN = "return to its writer"
    PUBLISH = "publish"
    CORRECT = "propose a correction"
    REFUSE = "refuse the correction"
    ASK = "answer, or ask for a correction"
    ANSWER = "answer a request"
    WITHDRAW = "withdraw"


LIFE = Lifecycle(
    "claim",
    (
        Step(
            Action.EDIT,
            ("draft",),
            "",
            "claim.edit",
            "",
            "Only a draft can be changed.",
        ),
        Step(
            Action.PROPOSE,
            ("draft",),
            "waiting",
            "claim.edit",
            "exact words, where and when, reasons and interests",
            "Only a draft can be proposed.",
        ),
        Step(
            Action.DROP,
            ("draft",),
            "dropped",
            "claim.edit",
            "",
            "Only a draft can be dropped.",
        ),
        Step(
            Action.RETURN,
            ("waiting",),
            "draft",
            "claim.record",
            "a reason",
            "Only what waits for a second person can be returned.",
        ),
        Step(
            Action.PUBLISH,
            ("waiting", "correcting"),
            "published",
            "claim.publish",
            "a second person, who read these words and declares interests",
            "Only what waits for a second person can be published.",
        ),
        Step(
            Action.CORRECT,
            ("published",),
            "correcting",
            "claim.record",
            "what changes and why",
            "Only a published claim can be corrected, and one correction at a time.",
        ),
        Step(
            Action.REFUSE,
            ("correcting",),
            "published",
            "claim.record",
            "a reason",
            "No correction waits.",
        ),
        Step(
            Action.ASK,
            ("published", "correcting"),
            "",
            "claim.ask",
            "an argument",
            "Only a published claim can be answered.",
        ),
        Step(
            Action.ANSWER,
            PUBLIC,
            "",
            "claim.record",
            "reasons",
            "Nobody asked anything of it.",
        ),
        Step(
            Action.WITHDRAW,
            ("published",),
            "withdrawn",
            "claim.record",
            "a reason that everyone reads",
            "Only a published claim can be withdrawn.",
        ),
    ),
    {
        "draft": "It is a draft of its writer.",
        "waiting": "It waits for a second person to publish it.",
        "published": "It is published.",
        "correcting": "It is published, and a correction waits for a second person.",
        "withdrawn": "It was withdrawn.",
        "dropped": "Its writer dropped it.",
    },
    holders={
        "claim.edit": "its writer",
        "claim.record": "a reviewer, broker, steward or administrator",
        "claim.publish": "a second one of these",
        "claim.ask": "anyone signed in",
    },
    labels={"waiting": "Waits for a second person", "correcting": "Correction waits"},
)
