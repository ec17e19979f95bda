"""What happens to ratings, to places in them, and to challenges.

Of a review that is not decided no event names who judges, and none says what anyone judged.
"""

from rpp.evidence.ratings.words import RATINGS
from rpp.verbs import Facts, Verbs, titled, verb


def _rated(facts: Facts) -> str:
    return RATINGS.get(facts.get("rating", ""), "rated").lower()


RATING = Verbs(
    {
        "requested": titled("asked for a rating", told="asks for a rating of “{title}”."),
        "opened": titled("opened the rating", told="opened a rating of “{title}”."),
        "begun": verb("took the second place: both review now"),
        "freed": verb("gave a place back: it waits for a reviewer again"),
        "differ": titled(
            "sent their judgments: some differ, and a third reviewer settles these",
            told="judged “{title}” in two ways on some criteria: a third reviewer is needed.",
        ),
        "decided": titled(
            "decided the rating: {rated}",
            "rating",
            told="decided the rating of “{title}”: {rated}.",
        ),
        "judgments_set_aside": titled(
            "set the judgments of one reviewer aside",
            told="set the judgments of one reviewer of “{title}” aside: {reason}",
        ),
        "reopened": titled(
            "reopened the rating after a challenge", told="reopened the rating of “{title}”."
        ),
        "withdrawn": titled(
            "withdrew the rating", told="withdrew the rating of “{title}”: {reason}"
        ),
    },
    {"rated": _rated},
)
REVIEW = Verbs(
    {
        "asked": titled("asked somebody to rate", told="asks you to rate “{title}”."),
        "accepted": verb("took a place"),
        "declined": titled(
            "declined, or gave a place back", told="will not rate “{title}”: {reason}"
        ),
        "released": titled("released a reviewer", told="released you from rating “{title}”."),
        "reminded": titled("reminded a reviewer", told="reminds you of the rating of “{title}”."),
        "sent": verb("sent their judgments"),
        "set_aside": titled(
            "set their judgments aside",
            told="set your judgments of “{title}” aside: {reason}",
        ),
    }
)
CHALLENGE = Verbs(
    {
        "challenged": titled("argued against it", told="argues against the rating of “{title}”."),
        "upheld": titled(
            "upheld the challenge",
            told="upheld your challenge to the rating of “{title}”. It is reviewed again.",
        ),
        "declined": titled(
            "declined the challenge",
            told="declined your challenge to the rating of “{title}”: {reason}",
        ),
        "taken_back": verb("took the challenge back"),
    }
)
