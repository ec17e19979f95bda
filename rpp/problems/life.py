"""The life of a problem: what people do with it, where it must stand, what is said otherwise."""

from enum import StrEnum

from rpp.lifecycle import Lifecycle, Step

# Its author writes it, and only its district sees it.
WRITING = ("draft", "returned")
# It waits for a study or an answer.
OPEN = ("open", "prioritized")


class Action(StrEnum):
    """What people do with a problem."""

    WRITE = "write"
    SUBMIT = "submit"
    DELETE = "delete"
    WITHDRAW = "withdraw"
    OPEN = "open"
    RETURN = "return"
    JOIN = "add a district’s context"
    MERGE = "merge into another"
    ABSORB = "take another in"
    UNDO_MERGE = "undo the merge"
    PRIORITIZE = "prioritize"
    REOPEN = "reopen"
    ANSWER = "answer by evidence"
    RETIRE = "retire"
    RESOLVE = "resolve"


STEPS = (
    Step(
        Action.WRITE,
        WRITING,
        "",
        "problem.edit",
        "no one saved in between",
        "This problem has since been submitted. Withdraw it to make changes.",
    ),
    Step(
        Action.SUBMIT,
        WRITING,
        "submitted",
        "problem.submit",
        "every text, the grades and the subject; a verified member of the district; what is known "
        "was shown",
        "Only a draft, or a problem that was returned, can be submitted.",
    ),
    Step(
        Action.DELETE,
        ("draft",),
        "deleted",
        "problem.delete",
        "",
        "This problem has since been submitted. Withdraw it to delete it.",
    ),
    Step(
        Action.WITHDRAW,
        ("submitted",),
        "draft",
        "problem.withdraw",
        "",
        "Only a problem that waits for a steward can be withdrawn.",
    ),
    Step(
        Action.RETURN,
        ("submitted",),
        "returned",
        "problem.triage",
        "a reason",
        "Only a problem that was submitted can be returned.",
    ),
    Step(
        Action.OPEN,
        ("submitted",),
        "open",
        "problem.triage",
        "its district is in the network",
        "Only a problem that was submitted can be opened.",
    ),
    Step(
        Action.JOIN,
        OPEN,
        "",
        "problem.join",
        "a district of the network",
        "Districts add their context while a problem is open.",
    ),
    Step(
        Action.MERGE,
        ("open",),
        "merged",
        "problem.consent",
        "a reason; both districts agree; the other problem is open or prioritized",
        "Both problems must be open.",
    ),
    Step(
        Action.ABSORB,
        OPEN,
        "",
        "problem.consent",
        "both districts agree",
        "Both problems must be open.",
    ),
    Step(
        Action.UNDO_MERGE,
        ("merged",),
        "open",
        "problem.merge",
        "a reason",
        "This problem is not merged.",
    ),
    Step(
        Action.PRIORITIZE,
        ("open",),
        "prioritized",
        "round.certify",
        "it came first in a round that two districts certified",
        "Only an open problem can be prioritized.",
    ),
    Step(
        Action.REOPEN,
        ("prioritized",),
        "open",
        "problem.triage",
        "a reason",
        "Only a prioritized problem can go back to the open ones.",
    ),
    Step(
        Action.ANSWER,
        OPEN,
        "answered",
        "problem.answer",
        "a brief or a reviewed study that everyone can read, and why it fits",
        "Only an open problem can be answered.",
    ),
    Step(
        Action.RETIRE,
        OPEN,
        "retired",
        "problem.retire",
        "a reason",
        "Only an open problem can be retired.",
    ),
    Step(
        Action.RESOLVE,
        ("prioritized",),
        "resolved",
        "brief.publish",
        "the brief of its study is published",
        "Only a prioritized problem can be resolved.",
    ),
)

# Where the problem stands instead, and who can bring it on.
NOW = {
    "draft": "It is a draft now. Its author or a leader of its district can submit it.",
    "submitted": "It is submitted now. A steward of the network opens it or returns it with a "
    "reason; its author or a leader of its district can withdraw it.",
    "returned": "It was returned with a reason. Its author or a leader of its district can change "
    "it and submit it again.",
    "open": "It is open now. Districts of its network can choose it in a priority round.",
    "prioritized": "It is prioritized now. A researcher can propose a study, and a steward of the "
    "network can put it back among the open ones.",
    "merged": "It is part of another problem now. A steward of the network, or a leader of one of "
    "the districts, can undo the merge.",
    "answered": "Evidence answers it now, and it is closed.",
    "retired": "It is retired now. Its district can post a new problem.",
    "resolved": "It is resolved now: the brief of its study is published.",
    "deleted": "Its draft was deleted.",
}
LIFE = Lifecycle(
    "problem",
    STEPS,
    NOW,
    holders={
        "problem.edit": "its author",
        "problem.submit": "its author",
        "problem.delete": "its author",
        "problem.withdraw": "its author",
        "problem.triage": "a steward",
        "problem.join": "each district",
        "problem.consent": "both districts",
        "problem.merge": "a steward or leader",
        "round.certify": "two districts",
        "problem.answer": "a steward or broker",
        "problem.retire": "a steward or leader",
        "brief.publish": "a lead of its study",
    },
    labels={"answered": "Answered by evidence"},
)
