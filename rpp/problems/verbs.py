"""What happens to problems."""

from rpp import lifecycle
from rpp.verbs import Facts, Verbs, titled, verb

# Saved again and again, and deleted: no lines of its page.
UNSHOWN = frozenset(("saved", "deleted"))

# The two problems of a merge.
_MERGE = ("merge_id", "from_id", "into_id")
PROBLEM = Verbs(
    {
        "created": verb("began to write it"),
        "saved": verb("changed the draft"),
        "deleted": verb("deleted the draft"),
        # What was known about it then: "brief/3", "problem/7".
        "submitted": titled(
            "submitted it, after seeing what is already known",
            "shown",
            told="submitted “{title}”.",
        ),
        "taken_back": verb("withdrew it to make changes"),
        "opened": titled("opened it", told="opened “{title}”."),
        "returned": titled("returned it to its author", told="returned “{title}”."),
        "context_added": titled("added a district’s context"),
        "context_changed": titled("changed a district’s context"),
        "prioritized": titled("prioritized it in a priority round", "round_id"),
        "reopened": titled("returned it to the open problems"),
        "answered": titled("closed it: evidence answers it", "source", "source_title"),
        "merge_proposed": titled("proposed to merge it with another problem", *_MERGE),
        "merge_refused": titled("refused the merge", *_MERGE),
        "merge_lapsed": titled(
            "closed a proposed merge that is no longer possible", *_MERGE, "because", "status"
        ),
        "merged": titled("made it part of another problem", *_MERGE),
        "absorbed": verb("merged another problem into it", *_MERGE),
        "unmerged": titled("undid the merge"),
        "gave_back": verb("undid a merge: the other problem is separate again", *_MERGE),
        "retired": titled("retired it", "code"),
        "resolved": titled("was answered by a published brief", "brief_id"),
        "interest_shown": titled("said “we could study this”", "organization"),
        "interest_changed": verb("changed how it could be studied", "organization"),
        "interest_taken_back": titled("withdrew an offer to study it"),
        "study_listed": titled("began a study that answers it", "study_id", "study_title"),
        "study_ended": verb("ended a study of it, or reopened its text", "study_id", "study_title"),
    }
)

# Why two problems cannot be merged as they stand.
CANNOT_MERGE = {
    "not_open": "Both problems must be open.",
    "network_only": "One of these problems is visible only to its network. Merging would show its "
    "text to others, so the two cannot be merged.",
}


def because(facts: Facts) -> str:
    """Why a proposed merge was closed: the state that ended it, or what stood in its way."""
    if "status" in facts:
        now = lifecycle.said(facts["status"])
        return f"One of the two problems is {now} now, so they cannot be merged."
    return CANNOT_MERGE.get(facts.get("because", ""), "")
