"""The life of a brief: what people do with it, where it must stand, and what is said otherwise."""

from enum import StrEnum

from rpp.lifecycle import Lifecycle, Step

# Its partners write: the first text, or a correction of the published one.
WRITING = ("draft", "published")


class Action(StrEnum):
    """What people do with a brief."""

    BEGIN_AGAIN = "begin again"
    WRITE = "write"
    DISSENT = "print a dissent"
    DELETE = "delete"
    SEND_TO_REVIEW = "send to review"
    NAME_REVIEWER = "name reviewers"
    SUGGEST = "suggest a change"
    APPROVE = "approve"
    SEND_BACK = "return with a reason"
    RETURN = "return to draft"
    PUBLISH = "publish"
    CORRECT = "correct"
    DISCARD = "discard a correction"
    USE = "say what a district did with it"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"


STEPS = (
    Step(
        Action.WRITE,
        WRITING,
        "",
        "brief.write",
        "no one saved in between",
        "The text of this brief cannot be changed now.",
    ),
    Step(
        Action.DISSENT,
        ("draft", "in_review", "published"),
        "",
        "brief.write",
        "one’s own words",
        "This brief has ended, so nothing can be added to it.",
    ),
    Step(
        Action.SEND_TO_REVIEW,
        ("draft",),
        "in_review",
        "brief.publish",
        "every part is written",
        "Only a draft can be sent to review.",
    ),
    Step(
        Action.DELETE,
        ("draft",),
        "deleted",
        "brief.delete",
        "",
        "Only a draft can be deleted.",
    ),
    Step(
        Action.NAME_REVIEWER,
        ("in_review", "published"),
        "",
        "brief.name_reviewers",
        "two people of the network without a part in it, one of a school district",
        "Reviewers are named once the brief is in review.",
    ),
    Step(
        Action.SUGGEST,
        ("draft", "in_review"),
        "",
        "brief.review",
        "",
        "Changes are suggested before a brief is published.",
    ),
    Step(
        Action.APPROVE,
        ("in_review",),
        "",
        "brief.review",
        "the text that was read is the newest",
        "A reviewer decides on a brief while it is in review.",
    ),
    Step(
        Action.SEND_BACK,
        ("in_review",),
        "draft",
        "brief.review",
        "a reason; the text that was read is the newest",
        "A reviewer decides on a brief while it is in review.",
    ),
    Step(
        Action.RETURN,
        ("in_review",),
        "draft",
        "brief.publish",
        "",
        "Only a brief that is in review can go back to a draft.",
    ),
    Step(
        Action.PUBLISH,
        ("in_review",),
        "published",
        "brief.publish",
        "what its type demands: of a study, interpreted findings and an ended window; "
        "the text that was read is the newest; two reviewers approved it, or it was returned "
        "twice, or it waited 21 days: then with their comments",
        "The partners and two reviewers read a brief before it is published.",
    ),
    Step(
        Action.CORRECT,
        ("published",),
        "published",
        "brief.publish",
        "a note on what changed and why",
        "Only a published brief can be corrected.",
    ),
    Step(
        Action.DISCARD,
        ("published",),
        "",
        "brief.write",
        "",
        "There is no correction to discard.",
    ),
    Step(
        Action.USE,
        ("published", "superseded"),
        "",
        "use.record",
        "for one’s own district",
        "Districts say what they did with a brief that was published.",
    ),
    Step(
        Action.SUPERSEDE,
        ("published",),
        "superseded",
        "brief.publish",
        "a reason, and another published brief",
        "Only a published brief can be superseded.",
    ),
    Step(
        Action.WITHDRAW,
        ("published", "superseded"),
        "withdrawn",
        "brief.publish",
        "a reason that everyone reads",
        "Only a brief that was published can be withdrawn.",
    ),
    # The same row is a draft again, of other texts: its number names no other brief.
    Step(
        Action.BEGIN_AGAIN,
        ("deleted",),
        "draft",
        "brief.publish",
        "the study is interpreted",
        "This study already has a brief. Find it on the study’s page.",
    ),
)

# Where the brief stands instead, and who can bring it on.
NOW = {
    "draft": "It is a draft now. One of its leaders can send it to review.",
    "in_review": "The partners and the reviewers are reading this draft. One of its leaders can "
    "return it to draft, or publish it once it is reviewed.",
    "published": "It is published already. One of its leaders can correct "
    "it, supersede it or withdraw it.",
    "superseded": "A newer brief takes its place.",
    "withdrawn": "It was withdrawn, and its page says why.",
    "deleted": "Its draft was deleted. The study can begin another brief.",
}
LIFE = Lifecycle(
    "brief",
    STEPS,
    NOW,
    holders={
        "brief.write": "anyone who writes",
        "brief.publish": "a lead",
        "brief.delete": "a lead",
        "use.record": "any district",
        "brief.name_reviewers": "a lead or a steward",
        "brief.review": "a reviewer",
    },
)
