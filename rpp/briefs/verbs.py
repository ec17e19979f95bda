"""What happens to briefs."""

from rpp.briefs.onepage.languages import LANGUAGES
from rpp.evidence.tiers.words import WORDS as OF_TIERS
from rpp.evidence.tiers.words import tier_changed
from rpp.verbs import Facts, Verbs, titled, verb


def _did(facts: Facts) -> str:
    answer: str = facts["answer"]
    return answer


def _in_language(facts: Facts) -> str:
    found = LANGUAGES.get(facts["language"])
    return found.name if found else facts["language"]


BRIEF = Verbs(
    {
        "drafted": verb("began the draft from the study’s own text", "study_id"),
        "deposited": verb("began to deposit it"),
        "network_changed": verb("changed the network that looks at it"),
        "edited": verb("edited the text"),
        "moved_to_new_sections": verb("moved the text to the new sections"),
        "file_added": verb("added a file"),
        "file_described": verb("changed what is said of a file"),
        "file_removed": verb("removed a file"),
        "described": verb("filled in what catalogs say of it"),
        "deleted": verb("deleted the draft"),
        "dissented": verb("printed what they see differently"),
        "dissent_taken_out": verb("removed what they saw differently"),
        "sent_to_review": titled("sent it to review"),
        "returned_to_draft": titled("returned it to draft"),
        "sent_back": titled(
            "returned it after reviewing it",
            told="returned “{title}” after reviewing it: {reason}",
        ),
        "published": titled("published version 1", "version"),
        "family_page": titled(
            "published a page for teachers and families in {in_language}",
            *("language", "number"),
            told="published a page for teachers and families on “{title}” in {in_language}.",
        ),
        "corrected": titled("published version {version}", "version"),
        "correction_dropped": verb("discarded a correction"),
        "superseded": titled("said that a newer brief replaces it", "newer_id"),
        "doi_registered": verb("registered the DOI {doi}", "doi", "version"),
        "withdrawn": titled("withdrew it"),
        "tier_changed": tier_changed(),
        # Lines of an earlier release; what districts did is a use now.
        "adoption_asked": verb(
            "asked {organization} what it did with the brief",
            *("title", "organization", "month"),
            told="asks what {organization} did with “{title}”.",
        ),
        "adoption_answered": titled(
            "said what {organization} did with it: {did}", "organization", "answer"
        ),
        "adoption_changed": verb(
            "changed what {organization} did with it: {did}", "organization", "answer"
        ),
    },
    {"did": _did, "in_language": _in_language, **OF_TIERS},
)
