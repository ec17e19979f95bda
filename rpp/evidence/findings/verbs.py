"""What happens to the facts of findings."""

from rpp.verbs import Facts, Verb, Verbs, verb


def _facts(facts: Facts) -> str:
    """What was corrected: "People analyzed, program group"."""
    names = facts.get("facts") or []
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return "; ".join(names[:3]) + more


WORDS = {"corrected": _facts}
FINDING = Verbs(
    {
        "recorded": verb("recorded the facts of the finding", "outcome", "file"),
        "corrected": verb("corrected: {corrected}", "outcome", "facts", "file"),
        "removed": verb("removed the finding", "outcome"),
        "moved": verb("moved the finding in its list"),
    },
    WORDS,
)
# The same, as the history of the study or the record tells it.
OF_SUBJECT: dict[str, Verb] = {
    "facts_recorded": verb("recorded facts of the finding on {outcome}", "outcome", "finding_id"),
    "facts_corrected": verb("corrected facts of the finding on {outcome}", "outcome", "finding_id"),
    "facts_removed": verb("removed facts of the finding on {outcome}", "outcome", "finding_id"),
    "facts_moved": verb(
        "moved the finding on {outcome} in the list of facts", "outcome", "finding_id"
    ),
    "facts_imported": verb(
        "brought in facts of findings: {added} added, {corrected} corrected", "added", "corrected"
    ),
}
