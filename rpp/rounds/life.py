"""The life of a round: what people do with it, where it must stand, and what is said otherwise."""

from enum import StrEnum

from rpp.lifecycle import Lifecycle, Step

# Until it opens it can be changed.
PLANNED = ("draft", "scheduled")


class Action(StrEnum):
    """What people do with a round."""

    EDIT = "change the plan"
    NOTE = "say how a problem could be studied"
    SCHEDULE = "schedule"
    DELETE = "delete"
    OPEN = "open"
    CANCEL = "cancel"
    VOTE = "vote"
    NAME_SUBSTITUTE = "name who votes instead"
    REMIND = "remind"
    EXTEND = "extend"
    WITHDRAW_PROBLEM = "withdraw a problem"
    CLOSE = "close and count"
    CERTIFY = "certify"
    REFUSE = "refuse the count"
    ANNUL = "annul without a quorum"


STEPS = (
    Step(
        Action.EDIT,
        PLANNED,
        "",
        "round.manage",
        "",
        "Its problems, rule, capacity and districts are fixed, and no one can change them.",
    ),
    Step(
        Action.NOTE,
        PLANNED,
        "",
        "round.note",
        "",
        "The round has opened, so its options and notes are fixed.",
    ),
    Step(
        Action.SCHEDULE,
        ("draft",),
        "scheduled",
        "round.manage",
        "an opening time ahead, at least two problems, and districts that can vote",
        "Only a draft can be scheduled.",
    ),
    Step(
        Action.DELETE,
        ("draft",),
        "deleted",
        "round.manage",
        "",
        "This round is planned already. Cancel it with a reason instead.",
    ),
    Step(
        Action.OPEN,
        PLANNED,
        "open",
        "round.manage",
        "at least two problems, and districts that can vote",
        "Only a round that is planned can open.",
    ),
    Step(
        Action.CANCEL,
        (*PLANNED, "open"),
        "cancelled",
        "round.manage",
        "a reason; voting has not ended",
        "A round can be canceled only until voting ends.",
    ),
    Step(
        Action.VOTE,
        ("open",),
        "",
        "round.vote",
        "voting has not ended",
        "Nothing was cast.",
    ),
    Step(
        Action.NAME_SUBSTITUTE,
        ("open",),
        "",
        "round.substitute",
        "a member of the district",
        "Only while districts vote can someone else vote for one.",
    ),
    Step(
        Action.REMIND,
        ("open",),
        "",
        "round.manage",
        "once in 20 hours",
        "You can remind districts only while they can still vote.",
    ),
    Step(
        Action.EXTEND,
        ("open",),
        "",
        "round.manage",
        "a reason, and a later time; voting has not ended",
        "You can extend a round only while districts can still vote.",
    ),
    Step(
        Action.WITHDRAW_PROBLEM,
        ("open",),
        "",
        "round.manage",
        "a reason; two problems are left",
        "You can withdraw a problem from a round only while districts vote.",
    ),
    Step(
        Action.CLOSE,
        ("open",),
        "closed",
        "round.manage",
        "voting has ended",
        "Only a round that is open can be closed.",
    ),
    Step(
        Action.CERTIFY,
        ("closed",),
        "certified",
        "round.certify",
        "two people of different districts, neither of whom opened the round",
        "There is nothing to certify.",
    ),
    Step(
        Action.REFUSE,
        ("closed",),
        "annulled",
        "round.certify",
        "a reason",
        "There is nothing to certify.",
    ),
    Step(
        Action.ANNUL,
        ("closed",),
        "annulled",
        "round.manage",
        "fewer districts voted than the quorum asks for",
        "Only a round that was closed can be annulled.",
    ),
)

# Where the round stands instead, and who can bring it on.
NOW = {
    "draft": "It is a draft now. A steward of its network can schedule or open it.",
    "scheduled": "It is scheduled and opens by itself. Until then, a steward of its network can "
    "change it or cancel it.",
    "open": "It is open now. Districts can vote until it closes.",
    "closed": "It is closed and counted now. Two people from different districts, who did not open "
    "it, can certify the count.",
    "certified": "It is certified now, and its count stays as it is.",
    "annulled": "It was annulled. A steward of its network can plan another round.",
    "cancelled": "It was canceled, and no ballot is counted. A steward of its network can plan "
    "another round.",
    "deleted": "Its draft was deleted.",
}
LIFE = Lifecycle(
    "round",
    STEPS,
    NOW,
    holders={
        "round.manage": "a steward",
        "round.note": "a researcher or steward",
        "round.vote": "each delegate",
        "round.substitute": "each delegate or leader",
        "round.certify": "two districts",
    },
)
