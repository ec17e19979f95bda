"""What happens to claims. No event holds a word of a draft."""

from rpp.verbs import Verbs, titled, verb

CLAIM = Verbs(
    {
        "recorded": verb("recorded a claim"),
        "edited": verb("changed the draft"),
        "proposed": verb(
            "proposed it to a second person", told="proposed a claim for you to check and publish."
        ),
        "returned": verb("returned it", told="returned a claim that you recorded: {reason}"),
        "dropped": verb("dropped the draft"),
        "published": titled("published the claim"),
        "correction_proposed": verb(
            "proposed a correction", told="proposed the correction of a claim for you to check."
        ),
        "correction_refused": verb(
            "refused the correction", told="refused your correction of a claim: {reason}"
        ),
        "corrected": titled("published a correction of the claim", "number"),
        "withdrawn": titled("withdrew the claim"),
        "asked": titled(
            "answered it, or asked for a correction",
            told="answered the claim “{title}”, or asked for a correction.",
        ),
        "answered": titled(
            "answered the request", "outcome", told="answered your request on the claim “{title}”."
        ),
    }
)
