"""The lives of a reviewer’s part and of a suggestion."""

from enum import StrEnum

from rpp.lifecycle import Lifecycle, Step


class Part(StrEnum):
    """What people do about one reviewer of a brief."""

    ASK_AGAIN = "ask again"
    END = "end with the draft"
    ACCEPT = "take it on"
    DECLINE = "decline"
    RELEASE = "replace"
    DECIDE = "approve or return"
    SUGGEST = "suggest a change"


REVIEWER = Lifecycle(
    "brief review",
    (
        Step(
            Part.ACCEPT,
            ("asked",),
            "accepted",
            "brief.answer_invitation",
            "what could pull them to one side is said",
            "You cannot take on this review now.",
        ),
        Step(
            Part.DECLINE,
            ("asked", "accepted"),
            "declined",
            "brief.answer_invitation",
            "",
            "This review is not yours to decline now.",
        ),
        Step(
            Part.RELEASE,
            ("asked", "accepted"),
            "released",
            "brief.name_reviewers",
            "a steward, where they returned the brief before",
            "This person does not review the brief now.",
        ),
        Step(
            Part.DECIDE,
            ("accepted",),
            "",
            "brief.review",
            "the brief is in review, and its text is the one that was read",
            "Only someone who reviews this brief can decide on it.",
        ),
        Step(
            Part.SUGGEST,
            ("accepted",),
            "",
            "brief.review",
            "the passage stands in the text",
            "Only someone who reviews this brief can suggest changes.",
        ),
        Step(
            Part.END,
            ("asked", "accepted", "declined", "released"),
            "ended",
            "brief.delete",
            "the draft is deleted",
            "This review has ended already.",
        ),
        Step(
            Part.ASK_AGAIN,
            ("declined", "released", "ended"),
            "asked",
            "brief.name_reviewers",
            "fewer than two people review it",
            "This person was asked already.",
        ),
    ),
    {
        "asked": "They were asked to review it and have not answered yet.",
        "accepted": "They review it now.",
        "declined": "They declined. Someone who names reviewers can ask another person.",
        "released": "They do not review it any more. They can be asked again.",
        "ended": "Its draft was deleted, and the review with it.",
    },
    holders={
        "brief.answer_invitation": "who was asked",
        "brief.name_reviewers": "a lead or a steward",
        "brief.review": "the reviewer",
        "brief.delete": "a lead",
    },
)


class Change(StrEnum):
    """What people do with a suggested change."""

    TAKE_UP = "take up"
    TURN_DOWN = "turn down"
    TAKE_BACK = "take back"


SUGGESTION = Lifecycle(
    "brief suggestion",
    (
        Step(
            Change.TAKE_UP,
            ("open",),
            "taken_up",
            "brief.write",
            "",
            "Only an open suggestion can be taken up.",
        ),
        Step(
            Change.TURN_DOWN,
            ("open",),
            "declined",
            "brief.write",
            "a reason",
            "Only an open suggestion can be turned down.",
        ),
        Step(
            Change.TAKE_BACK,
            ("open",),
            "taken_back",
            "brief.review",
            "one’s own",
            "Only an open suggestion can be taken back.",
        ),
    ),
    {
        "open": "It waits for an answer of those who write the brief.",
        "taken_up": "It was taken up.",
        "declined": "It was turned down, with a reason.",
        "taken_back": "Its reviewer took it back.",
    },
    holders={"brief.write": "anyone who writes", "brief.review": "its reviewer"},
)
