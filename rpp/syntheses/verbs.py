"""What happens to syntheses, to their candidates, and to what people suggest."""

from rpp.syntheses.life import REASONS
from rpp.syntheses.plan import ENDINGS
from rpp.verbs import Facts, Verbs, titled, verb


def _why(facts: Facts) -> str:
    code: str = facts["ending"]
    return ENDINGS.get(code, code)


RULE = ("target", "chance", "method")
STOPPED = ("chance", "seen", "total")


def _rule(facts: Facts) -> str:
    target, most = facts["target"], facts["chance"]
    return f"a chance of at most {most}% that fewer than {target}% of the relevant are found"


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
        "rule_fixed": verb("fixed when screening may stop: {rule}", *RULE),
        "rule_changed": verb("changed when screening may stop: {rule}", *RULE),
        "screening_stopped": verb("stopped screening: its rule was met", *STOPPED),
        "stopped_early": verb("stopped screening before its rule was met", *STOPPED),
        "screening_resumed": verb("took screening up again"),
        "screener_asked": titled(
            "asked {name} to screen",
            *("person_id", "name"),
            told="asked you to screen for “{title}”.",
        ),
        "screener_left": verb("no longer screens", "person_id", "name"),
        "screener_ended": verb("had {name} screen no more", "person_id", "name"),
    },
    {"why": _why, "rule": _rule},
)
CANDIDATE = Verbs(
    {
        "found": verb("found it", "source"),
        "included": verb("included it", "stage"),
        "to_read": verb("kept it to be read in full", "stage"),
        "excluded": verb("left it out{because}", "stage", "code"),
        "duplicate": verb("marked it as a duplicate", "of"),
        "candidate": verb("undid the decision"),
        "proposed": verb("proposed how to settle it"),
        "appraised": verb("appraised it as gray literature"),
        "reviewed": verb("found where it was reviewed"),
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
