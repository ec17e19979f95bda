"""What happens to syntheses, to their candidates, and to what people suggest."""

from rpp.syntheses.life import REASONS
from rpp.syntheses.plan import ENDINGS
from rpp.verbs import Facts, Verbs, titled, verb


def _why(facts: Facts) -> str:
    code: str = facts["ending"]
    return ENDINGS.get(code, code)


def _because(facts: Facts) -> str:
    code = facts.get("code", "")
    return f": {REASONS.get(code, code)}" if code else ""


SYNTHESIS = Verbs(
    {
        "drafted": verb("began the draft"),
        "edited": verb("changed the text or the rules"),
        "sources_changed": verb("changed where it searches"),
        "deleted": verb("deleted the draft"),
        "opened": titled("fixed the question and the rules, and started screening"),
        # How much was found is for those who screen, until it is published.
        "searched": verb("searched {source}", "source", "found"),
        "flagged": titled(
            "found that an included study was withdrawn",
            "study",
            told="found that “{study}”, which “{title}” rests on, was withdrawn.",
        ),
        "published": titled(
            "published version 1", "version", told="published a synthesis: “{title}”."
        ),
        "renewed": titled(
            "published version {version}: {change}.",
            *("version", "change"),
            told="published version {version} of “{title}”: {change}.",
        ),
        "retired": titled("retired it: {why}", "ending", told="retired “{title}”: {why}."),
        "reopened": titled("reopened it", told="reopened “{title}”."),
    },
    {"why": _why},
)
CANDIDATE = Verbs(
    {
        "found": verb("found it", "source"),
        "included": verb("included it", "stage"),
        "to_read": verb("kept it to be read in full", "stage"),
        "excluded": verb("left it out{because}", "stage", "code"),
        "duplicate": verb("marked it as a duplicate", "of"),
        "candidate": verb("undid the decision"),
    },
    {"because": _because},
)
SUGGESTION = Verbs(
    {
        "sent": verb("suggested a study", "synthesis", told="suggested a study for “{synthesis}”."),
        "taken": verb(
            "took it as a candidate",
            "synthesis",
            told="will screen the study that you suggested for “{synthesis}”.",
        ),
        "declined": verb(
            "declined it",
            "synthesis",
            told="answered your suggestion for “{synthesis}”: {reason}",
        ),
    }
)
