"""The lives of comments and of reports about them."""

from enum import StrEnum

from rpp.lifecycle import Lifecycle, Step

SHOWN = ("shown", "edited")


class Action(StrEnum):
    """What people do with a comment."""

    ANSWER = "answer"
    EDIT = "edit"
    REPORT = "report"
    HIDE = "hide"
    RESTORE = "restore"
    DELETE = "delete"


COMMENT = Lifecycle(
    "comment",
    (
        Step(
            Action.ANSWER,
            SHOWN,
            "",
            "comment.write",
            "",
            "That comment is no longer shown, so you cannot reply to it.",
        ),
        Step(
            Action.EDIT,
            SHOWN,
            "edited",
            "comment.edit",
            "what it said before is kept",
            "This comment cannot be changed.",
        ),
        Step(
            Action.REPORT,
            SHOWN,
            "",
            "comment.report",
            "a reason; once for each person",
            "This comment is no longer shown.",
        ),
        Step(
            Action.HIDE,
            SHOWN,
            "hidden",
            "comment.hide",
            "a reason",
            "Only a comment that is shown can be hidden.",
        ),
        Step(
            Action.RESTORE,
            ("hidden",),
            "shown",
            "comment.hide",
            "",
            "Only a hidden comment can be shown again.",
        ),
        Step(
            Action.DELETE,
            (*SHOWN, "hidden"),
            "deleted",
            "comment.edit",
            "",
            "There is nothing to delete.",
        ),
    ),
    {
        "shown": "It is shown now.",
        "edited": "It is shown now, as its author changed it.",
        "hidden": "A steward hid this comment. A steward of the network can show it again.",
        "deleted": "Its author deleted it.",
    },
    holders={
        "comment.write": "who is signed in",
        "comment.edit": "its author",
        "comment.report": "its readers",
        "comment.hide": "a steward",
    },
)


class Decision(StrEnum):
    """What those who moderate decide about a reported comment."""

    HIDE = "hide the comment"
    KEEP = "keep the comment"


REPORT = Lifecycle(
    "comment report",
    tuple(
        Step(
            decision,
            ("open",),
            to,
            "comment.hide",
            "a reason",
            "Someone else has already decided this.",
        )
        for decision, to in ((Decision.HIDE, "hidden"), (Decision.KEEP, "kept"))
    ),
    {
        "open": "It waits for a decision.",
        "hidden": "The comment was hidden.",
        "kept": "The comment was kept.",
    },
    holders={"comment.hide": "a steward"},
    labels={"hidden": "Comment hidden", "kept": "Comment kept"},
)
