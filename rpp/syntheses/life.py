"""The lives of a synthesis, of its candidates, and of what people suggest for it."""

from collections.abc import Mapping
from enum import StrEnum

from rpp.lifecycle import Lifecycle, Step


class Action(StrEnum):
    """What people do with a synthesis."""

    WRITE = "write"
    DELETE = "delete"
    OPEN = "start screening"
    SEARCH = "search a source"
    SCREEN = "decide on a candidate"
    SUGGEST = "suggest a study"
    PUBLISH = "publish"
    RENEW = "publish a new version"
    RETIRE = "retire"
    REOPEN = "reopen"


KEPT = ("screening", "published")
LIFE = Lifecycle(
    "synthesis",
    (
        Step(
            Action.WRITE,
            ("draft", *KEPT),
            "",
            "synthesis.keep",
            "no one saved in between",
            "The text of this synthesis cannot be changed now.",
        ),
        Step(
            Action.DELETE,
            ("draft",),
            "deleted",
            "synthesis.keep",
            "",
            "Only a draft can be deleted.",
        ),
        Step(
            Action.OPEN,
            ("draft",),
            "screening",
            "synthesis.keep",
            "a question, rules, a source to search, why it is living and when it ends",
            "Screening starts once, from a draft.",
        ),
        Step(
            Action.SEARCH,
            KEPT,
            "",
            "synthesis.keep",
            "",
            "Sources are searched while a synthesis is kept.",
        ),
        Step(
            Action.SCREEN,
            KEPT,
            "",
            "synthesis.keep",
            "",
            "Candidates are decided on while a synthesis is kept.",
        ),
        Step(
            Action.SUGGEST,
            KEPT,
            "",
            "synthesis.suggest",
            "",
            "Studies are suggested while a synthesis is kept.",
        ),
        Step(
            Action.PUBLISH,
            ("screening",),
            "published",
            "synthesis.keep",
            "a study that is included, and an answer",
            "Only a synthesis that is screened can be published.",
        ),
        Step(
            Action.RENEW,
            ("published",),
            "published",
            "synthesis.keep",
            "something that changed, or a note",
            "Only a published synthesis gets a new version.",
        ),
        Step(
            Action.RETIRE,
            ("published",),
            "retired",
            "synthesis.keep",
            "one of four reasons, in words that everyone reads",
            "Only a published synthesis can be retired.",
        ),
        Step(
            Action.REOPEN,
            ("retired",),
            "published",
            "synthesis.keep",
            "a reason",
            "Only a retired synthesis can be reopened.",
        ),
    ),
    {
        "draft": "It is a draft now. Those who keep it can start screening.",
        "screening": "Its candidates are being screened. Those who keep it can publish it.",
        "published": "It is published and kept up to date. Those who keep it can retire it.",
        "retired": "It was retired: its page stays and says why. Those who keep it can reopen it.",
        "deleted": "Its draft was deleted.",
    },
    holders={
        "synthesis.keep": "a broker or steward",
        "synthesis.suggest": "anyone signed in",
    },
)


class Verdict(StrEnum):
    """What is decided on a candidate."""

    INCLUDE = "include"
    READ = "read in full"
    EXCLUDE = "exclude"
    DUPLICATE = "mark as a duplicate"
    UNDO = "undo the decision"


# Where a candidate stands, as people read it.
STANDS: Mapping[str, str] = {
    "candidate": "Not screened yet",
    "to_read": "To be read in full",
    "included": "Included",
    "excluded": "Left out",
    "duplicate": "A duplicate of another",
}
STAGES: Mapping[str, str] = {"title": "Title and abstract", "text": "Full text"}
REASONS: Mapping[str, str] = {
    "population": "Other students than asked about",
    "intervention": "Another intervention",
    "comparison": "No comparison of the kind asked for",
    "outcome": "Another outcome",
    "design": "A design that the rules leave out",
    "no_numbers": "No numbers from which an effect could be computed",
    "no_study": "Not a study",
    "no_text": "The full text could not be had",
    "other": "Another reason",
}

CANDIDATE = Lifecycle(
    "synthesis study",
    (
        Step(
            Verdict.READ,
            ("candidate",),
            "to_read",
            "synthesis.keep",
            "",
            "Only what was not screened yet goes on to be read in full.",
        ),
        Step(
            Verdict.INCLUDE,
            ("candidate", "to_read", "excluded"),
            "included",
            "synthesis.keep",
            "",
            "This study cannot be included now.",
        ),
        Step(
            Verdict.EXCLUDE,
            ("candidate", "to_read", "included"),
            "excluded",
            "synthesis.keep",
            "a reason",
            "This study cannot be left out now.",
        ),
        Step(
            Verdict.DUPLICATE,
            ("candidate", "to_read", "included", "excluded"),
            "duplicate",
            "synthesis.keep",
            "another candidate, which is no duplicate itself",
            "This is marked as a duplicate already.",
        ),
        Step(
            Verdict.UNDO,
            ("to_read", "included", "excluded", "duplicate"),
            "candidate",
            "synthesis.keep",
            "",
            "Nothing was decided on this candidate.",
        ),
    ),
    {
        "candidate": "It was not screened yet.",
        "to_read": "It waits to be read in full.",
        "included": "It is included.",
        "excluded": "It was left out.",
        "duplicate": "It is marked as a duplicate of another candidate.",
    },
    holders={"synthesis.keep": "those who screen"},
    labels=STANDS,
)


class Answer(StrEnum):
    """What becomes of a study that somebody suggested."""

    TAKE = "take as a candidate"
    DECLINE = "decline"


SUGGESTION = Lifecycle(
    "study suggestion",
    (
        Step(
            Answer.TAKE,
            ("open",),
            "taken",
            "synthesis.keep",
            "",
            "This suggestion was answered already.",
        ),
        Step(
            Answer.DECLINE,
            ("open",),
            "declined",
            "synthesis.keep",
            "a reason",
            "This suggestion was answered already.",
        ),
    ),
    {
        "open": "It waits for an answer.",
        "taken": "It is a candidate now.",
        "declined": "It was declined with a reason.",
    },
    holders={"synthesis.keep": "a broker or steward"},
    labels={"open": "Waiting for an answer", "taken": "A candidate"},
)
