"""The life of a page for teachers and families."""

from enum import StrEnum

from rpp.lifecycle import Lifecycle, Step


class Action(StrEnum):
    """What people do with one."""

    WRITE = "write"
    SEND = "send to review"
    APPROVE = "approve"
    SEND_BACK = "return with a reason"
    RETURN = "return to draft"
    PUBLISH = "publish"
    REPLACE = "replace"
    DELETE = "delete"


LIFE = Lifecycle(
    "family page",
    (
        Step(
            Action.WRITE,
            ("draft",),
            "",
            "brief.write",
            "no one saved in between",
            "The text of this page cannot be changed now.",
        ),
        Step(
            Action.SEND,
            ("draft",),
            "in_review",
            "brief.publish",
            "the brief is in review or published",
            "Only a draft can be sent to review.",
        ),
        Step(
            Action.APPROVE,
            ("in_review",),
            "",
            "brief.review",
            "",
            "A reviewer decides on a page while it is in review.",
        ),
        Step(
            Action.SEND_BACK,
            ("in_review",),
            "draft",
            "brief.review",
            "a reason",
            "A reviewer decides on a page while it is in review.",
        ),
        Step(
            Action.RETURN,
            ("in_review",),
            "draft",
            "brief.publish",
            "",
            "Only a page that is in review can go back to a draft.",
        ),
        Step(
            Action.PUBLISH,
            ("in_review",),
            "published",
            "brief.publish",
            "the brief is published; two reviewers approved the page, or it was returned twice, or "
            "it waited 21 days: then with their comments",
            "The reviewers read a page before it is published.",
        ),
        Step(
            Action.REPLACE,
            ("published",),
            "replaced",
            "brief.publish",
            "a newer one is published",
            "Only a published page is replaced.",
        ),
        Step(
            Action.DELETE,
            ("draft",),
            "deleted",
            "brief.publish",
            "",
            "Only a draft can be deleted.",
        ),
    ),
    {
        "draft": "It is a draft now. A leader of the brief can send it to review.",
        "in_review": "Its reviewers are reading it. A leader of the brief can return it to draft.",
        "published": "It is published. To change it, write a newer one.",
        "replaced": "A newer one takes its place.",
        "deleted": "Its draft was deleted. A new one can be written.",
    },
    holders={
        "brief.write": "anyone who writes",
        "brief.publish": "a lead",
        "brief.review": "a reviewer",
    },
)
