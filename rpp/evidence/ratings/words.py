"""The words of ratings that pages, notices and files share."""

from collections.abc import Mapping

from rpp.layout import State

RATINGS: Mapping[str, str] = {
    "without": "Meets standards without reservations",
    "with": "Meets standards with reservations",
    "not": "Does not meet standards",
    "": "No rating follows from what is recorded",
}
# Where a rating stands: the sign of components/signs.html and the word.
STATES: Mapping[str, State] = {
    "requested": State("draft", "Asked for"),
    "open": State("waiting", "Waits for reviewers"),
    "in_review": State("underway", "In review"),
    "adjudication": State("underway", "Differences are being settled"),
    "decided": State("done", "Decided"),
    "withdrawn": State("ended", "Withdrawn"),
}
CHALLENGES: Mapping[str, State] = {
    "open": State("waiting", "Waits for an answer"),
    "upheld": State("done", "Upheld"),
    "declined": State("disagrees", "Declined"),
    "taken_back": State("ended", "Taken back"),
}
# Answers in a word or two, for the table in which both reviewers' answers are counted.
SHORT: Mapping[str, str] = {
    "rct": "By lot",
    "qed": "Not by lot",
    "rdd": "By a cutoff",
    "scd": "Single cases",
    "other": "No comparison",
    "low": "Few lost",
    "high": "Many lost",
    "equivalent": "Alike",
    "adjusted": "Adjusted for",
    "not": "Not met",
    "without": "Met in full",
    "with": "With reservations",
    "unclear": "Study does not say",
    "na": "Does not apply",
    "": "Not judged",
}
