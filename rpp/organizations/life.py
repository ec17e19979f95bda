"""The life of a membership: a person's place in an organization."""

from enum import StrEnum

from rpp.lifecycle import Lifecycle, Step


class Action(StrEnum):
    """What people do with a membership."""

    ASK = "ask to join"
    JOIN_BY_EMAIL = "join by e-mail domain"
    TAKE_BACK = "withdraw the request"
    APPROVE = "approve"
    REFUSE = "refuse"
    LEAD = "make or unmake a leader"
    APPOINT = "appoint"
    END = "end"


STEPS = (
    Step(
        Action.JOIN_BY_EMAIL,
        ("pending", "ended"),
        "active",
        "organization.join",
        "an address at a domain that was verified; nobody refused or ended it",
        "You are already a member of this organization.",
    ),
    Step(
        Action.APPROVE,
        ("pending",),
        "active",
        "organization.decide_membership",
        "",
        "Someone has already decided this request.",
    ),
    Step(
        Action.REFUSE,
        ("pending",),
        "refused",
        "organization.decide_membership",
        "a reason",
        "Someone has already decided this request.",
    ),
    Step(
        Action.TAKE_BACK,
        ("pending",),
        "ended",
        "organization.join",
        "one’s own request",
        "You have no request waiting here.",
    ),
    Step(
        Action.LEAD,
        ("active",),
        "",
        "organization.make_leader",
        "one leader remains",
        "Only a member can lead.",
    ),
    Step(
        Action.APPOINT,
        ("active",),
        "",
        "organization.appoint",
        "a member of the organization",
        "Only a member can be appointed.",
    ),
    Step(
        Action.END,
        ("active",),
        "ended",
        "organization.manage",
        "or the member, who leaves; their appointments end with it",
        "This membership has already ended.",
    ),
    Step(
        Action.ASK,
        ("refused", "ended"),
        "pending",
        "organization.join",
        "",
        "You cannot ask to join now.",
    ),
)
LIFE = Lifecycle(
    "membership",
    STEPS,
    {
        "pending": "The request is already waiting for an answer.",
        "active": "The membership is active now.",
        "refused": "The request was refused. The person can ask again.",
        "ended": "The membership has ended. The person can ask again.",
    },
    holders={
        "organization.join": "the person",
        "organization.decide_membership": "a leader or steward",
        "organization.make_leader": "a leader",
        "organization.appoint": "a leader",
        "organization.manage": "a leader or steward",
    },
    labels={"pending": "Waiting for an answer"},
)
