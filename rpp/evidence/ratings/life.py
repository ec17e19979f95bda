"""The lives of a rating, of a reviewer's place in it, and of a challenge."""

from enum import StrEnum

from rpp.lifecycle import Lifecycle, Step


class Action(StrEnum):
    """What people do with a rating."""

    OPEN = "open"
    ASK = "ask a reviewer"
    TAKE = "take a place"
    BEGIN = "take the second place"
    FREE = "give a place back"
    JUDGE = "judge"
    DIFFER = "send, where both differ"
    AGREE = "send, where both agree"
    SETTLE = "settle the differences"
    SET_ASIDE = "set judgments aside"
    CHALLENGE = "argue against it"
    REOPEN = "uphold a challenge"
    WITHDRAW = "withdraw"


LIFE = Lifecycle(
    "rating",
    (
        Step(
            Action.OPEN,
            ("requested",),
            "open",
            "rating.open",
            "",
            "Only a rating that was asked for can be opened.",
        ),
        Step(
            Action.ASK,
            ("open", "adjudication"),
            "",
            "rating.manage",
            "a reviewer without a part in the study",
            "Nobody is needed for this rating now.",
        ),
        Step(
            Action.TAKE,
            ("open", "adjudication"),
            "",
            "rating.take",
            "no part in the study, and no place in this review before",
            "No place is free.",
        ),
        Step(
            Action.BEGIN,
            ("open",),
            "in_review",
            "rating.take",
            "the other place is taken",
            "No place is free.",
        ),
        Step(
            Action.FREE,
            ("in_review",),
            "open",
            "rating.judge",
            "a reason",
            "A place can be given back only while both are judging.",
        ),
        Step(
            Action.JUDGE,
            ("open", "in_review"),
            "",
            "rating.judge",
            "a place, and nothing sent",
            "Nothing can be judged here now.",
        ),
        Step(
            Action.DIFFER,
            ("in_review",),
            "adjudication",
            "rating.judge",
            "both have sent, and they differ",
            "Nothing can be judged here now.",
        ),
        Step(
            Action.AGREE,
            ("in_review",),
            "decided",
            "rating.judge",
            "both have sent, and they agree",
            "Nothing can be judged here now.",
        ),
        Step(
            Action.SETTLE,
            ("adjudication",),
            "decided",
            "rating.judge",
            "a reason for each difference",
            "There are no differences to settle now.",
        ),
        Step(
            Action.SET_ASIDE,
            ("open", "in_review", "adjudication", "decided"),
            "open",
            "rating.manage",
            "a reason",
            "There are no judgments to set aside.",
        ),
        Step(
            Action.CHALLENGE,
            ("decided",),
            "",
            "rating.challenge",
            "a passage and an argument",
            "Only a decided rating can be challenged.",
        ),
        Step(
            Action.REOPEN,
            ("decided",),
            "open",
            "rating.answer_challenge",
            "reasons",
            "Only a decided rating can be reopened.",
        ),
        Step(
            Action.WITHDRAW,
            ("requested", "open", "in_review", "adjudication"),
            "withdrawn",
            "rating.manage",
            "a reason",
            "Only a rating that is not decided can be withdrawn.",
        ),
    ),
    {
        "requested": "It was asked for. A steward, a broker, a reviewer or an administrator can "
        "open it.",
        "open": "It waits for reviewers: two are needed.",
        "in_review": "Two reviewers judge it, each alone.",
        "adjudication": "Its reviewers differ, and a third settles the differences.",
        "decided": "It is decided. Anyone signed in can argue against it.",
        "withdrawn": "It was withdrawn, with a reason.",
    },
    holders={
        "rating.open": "steward, broker, reviewer, administrator",
        "rating.manage": "a steward or administrator",
        "rating.take": "a reviewer",
        "rating.judge": "who has the place",
        "rating.challenge": "anyone signed in",
        "rating.answer_challenge": "another reviewer",
    },
    labels={"requested": "Asked for", "open": "Waits for reviewers", "adjudication": "Adjudicated"},
)


class Part(StrEnum):
    """What people do about one place."""

    ACCEPT = "take it on"
    DECLINE = "decline or give back"
    RELEASE = "release"
    REMIND = "remind"
    SAVE = "save a draft"
    SEND = "send"
    SET_ASIDE = "set aside"
    ASK_AGAIN = "ask again"


PLACE = Lifecycle(
    "rating review",
    (
        Step(
            Part.ACCEPT,
            ("asked",),
            "accepted",
            "rating.answer_invitation",
            "interests are declared, none that bars",
            "You cannot take this on now.",
        ),
        Step(
            Part.DECLINE,
            ("asked", "accepted"),
            "declined",
            "rating.answer_invitation",
            "",
            "This is not yours to give back now.",
        ),
        Step(
            Part.RELEASE,
            ("asked", "accepted"),
            "released",
            "rating.manage",
            "a reason",
            "Only a reviewer who has not sent yet can be released.",
        ),
        Step(
            Part.REMIND,
            ("asked", "accepted"),
            "",
            "rating.manage",
            "not within three days",
            "Nobody waits for this reviewer now.",
        ),
        Step(
            Part.SAVE,
            ("accepted",),
            "",
            "rating.judge",
            "",
            "What you sent does not change any more.",
        ),
        Step(
            Part.SEND,
            ("accepted",),
            "sent",
            "rating.judge",
            "each criterion is answered",
            "What you sent does not change any more.",
        ),
        Step(
            Part.SET_ASIDE,
            ("accepted", "sent"),
            "set_aside",
            "rating.manage",
            "a reason",
            "There are no judgments of this reviewer to set aside.",
        ),
        Step(
            Part.ASK_AGAIN,
            ("declined", "released"),
            "asked",
            "rating.manage",
            "a place is free",
            "This person cannot be asked again.",
        ),
    ),
    {
        "asked": "They were asked and have not answered yet.",
        "accepted": "They have the place and have not sent yet.",
        "sent": "They have sent.",
        "declined": "They gave it back.",
        "released": "They were released.",
        "set_aside": "Their judgments do not count.",
    },
    holders={
        "rating.answer_invitation": "who was asked",
        "rating.judge": "who has the place",
        "rating.manage": "a steward or administrator",
    },
)


class Argue(StrEnum):
    """What people do with a challenge."""

    UPHOLD = "uphold"
    DECLINE = "decline"
    TAKE_BACK = "take back"


CHALLENGE = Lifecycle(
    "rating challenge",
    (
        Step(
            Argue.UPHOLD,
            ("open",),
            "upheld",
            "rating.answer_challenge",
            "reasons",
            "Only an open challenge can be answered.",
        ),
        Step(
            Argue.DECLINE,
            ("open",),
            "declined",
            "rating.answer_challenge",
            "reasons",
            "Only an open challenge can be answered.",
        ),
        Step(
            Argue.TAKE_BACK,
            ("open",),
            "taken_back",
            "rating.take_back",
            "",
            "Only an open challenge can be taken back.",
        ),
    ),
    {
        "open": "It waits for an answer of a reviewer who did not judge.",
        "upheld": "It was upheld, and the rating was opened again.",
        "declined": "It was declined, with reasons.",
        "taken_back": "Its author took it back.",
    },
    holders={
        "rating.answer_challenge": "a reviewer who did not judge",
        "rating.take_back": "its author",
    },
)
