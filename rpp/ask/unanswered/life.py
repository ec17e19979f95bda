"""The life of a question that the repository could not answer."""

from enum import StrEnum

from rpp.lifecycle import Lifecycle, Step


class Action(StrEnum):
    """What is done with a question."""

    ANSWER = "answer"
    REOPEN = "reopen"
    HIDE = "hide"
    SHOW = "show"


LIFE = Lifecycle(
    "unanswered",
    (
        Step(
            Action.ANSWER,
            ("open",),
            "answered",
            "question.answer",
            "a brief or a reviewed study",
            "Only an open question can be answered.",
        ),
        Step(
            Action.REOPEN,
            ("answered",),
            "open",
            "question.answer",
            "",
            "Only an answered question can be opened again.",
        ),
        Step(
            Action.HIDE,
            ("open", "answered"),
            "hidden",
            "question.hide",
            "a reason",
            "Only a question that is shown can be hidden.",
        ),
        Step(
            Action.SHOW,
            ("hidden",),
            "open",
            "question.hide",
            "",
            "Only a hidden question can be shown again.",
        ),
    ),
    {
        "open": "It is open now.",
        "answered": "It is answered now.",
        "hidden": "It is hidden now, and an administrator can show it again.",
    },
    holders={
        "question.answer": "a broker, steward or administrator",
        "question.hide": "an administrator",
    },
)
