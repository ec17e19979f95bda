"""What happens to reviews of briefs, and to what reviewers suggest."""

from rpp.verbs import Facts, Verbs, titled, verb


def _before(facts: Facts) -> str:
    return "approved" if facts.get("approved") else "returned"


REVIEW = Verbs(
    {
        "asked": verb(
            "asked {person} to review the brief",
            *("title", "person"),
            told="asks you to review “{title}” before it is published.",
        ),
        "accepted": titled("took on the review", told="reviews “{title}”."),
        "declined": titled("declined the review", told="declined to review “{title}”."),
        "released": titled(
            "chose someone else to review it", told="chose someone else to review “{title}”."
        ),
        "ended": verb("deleted the draft, and its review with it"),
        "approved": titled("approved the text", told="approved “{title}”."),
        "text_changed": verb(
            "changed the text after it was {before}",
            *("title", "approved"),
            told="changed “{title}” after you {before} it. What you decided does not count for the "
            "new text; read it again.",
        ),
        "reminded": titled(
            "reminded a reviewer", "unanswered", told="reminds you of the review of “{title}”."
        ),
    },
    {"before": _before},
)
SUGGESTION = Verbs(
    {
        "suggested": titled("suggested a change", told="suggests a change in “{title}”."),
        "taken_up": titled("took up a suggestion", told="took up what you suggested in “{title}”."),
        "declined": titled(
            "turned down a suggestion", told="turned down what you suggested in “{title}”: {reason}"
        ),
        "taken_back": verb("took a suggestion back"),
    }
)
