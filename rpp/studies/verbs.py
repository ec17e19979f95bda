"""What happens to studies."""

from rpp.evidence.findings.verbs import OF_SUBJECT
from rpp.evidence.tiers.words import WORDS as OF_TIERS
from rpp.evidence.tiers.words import tier_changed
from rpp.studies.models import AGREEMENTS
from rpp.studies.parts import a_role, role_name
from rpp.studies.sections import SECTIONS
from rpp.verbs import Facts, Verbs, day, titled, verb


def _whose(facts: Facts) -> str:
    return "their own" if facts.get("own") else f"{facts['author']}’s"


def _as_whom(facts: Facts) -> str:
    return "as lead researcher" if facts["party"] == "lead" else f"for {facts['for_whom']}"


def _text(facts: Facts) -> str:
    return f"amendment {facts['number']}" if facts.get("number") else "the frozen text"


def _agreement(facts: Facts) -> str:
    """An agreement in one line: "Data sharing agreement, Clinton and Lakeshore, March 9, 2026"."""
    until = f"until {day(facts['expires_on'])}" if facts.get("expires_on") else ""
    kind, signed = AGREEMENTS.get(facts["type"], ""), day(facts["signed_on"])
    return ", ".join(filter(None, (kind, facts["parties"], signed, until)))


def _in_days(facts: Facts) -> str:
    days = facts["days"]
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


WORDS = {
    **OF_TIERS,
    "a_role": lambda facts: a_role(facts["role"]),
    "role_name": lambda facts: role_name(facts["role"]),
    "section_title": lambda facts: SECTIONS[facts["section"]].title,
    "earlier": lambda facts: day(facts["of"]),
    "whom": lambda facts: facts.get("owner") or "no one",
    "whose": _whose,
    "as_whom": _as_whom,
    "text": _text,
    "in_days": _in_days,
    "agreement": _agreement,
    "held": lambda facts: day(facts["held_on"]),
    "due": lambda facts: day(facts["due_on"]),
    "until": lambda facts: day(facts["delayed_until"]),
}

_SIGNED = ("party", "for_whom", "signer", "signer_title")
_AGREEMENT = ("type", "parties", "signed_on", "expires_on")
_CHANGE = ("section", "number")
_PASSAGE = ("section", "comment_id")
_MILESTONE = ("milestone", "due_on")
_ASKED = ("school", "activity")

STUDY = Verbs(
    {
        "proposed": verb("proposed the study", "problem_id"),
        "invited": verb(
            "invited {a_role} for {organization}", "organization", "role", "invitation_id"
        ),
        "invitation_revoked": verb("canceled an invitation for {organization}", "organization"),
        "joined": titled("joined as {role_name} for {organization}", "organization", "role"),
        "co_design_started": titled("began the co-design"),
        "basics_edited": verb("changed the title or the kind of design"),
        "section_edited": verb("edited “{section_title}”", "section"),
        "section_restored": verb(
            "restored “{section_title}” to the text of {earlier}", "section", "version", "of"
        ),
        "section_given": titled("assigned “{section_title}” to {whom}", "section", "owner"),
        "section_ready": verb("marked “{section_title}” as ready", "section"),
        "section_not_ready": verb("marked “{section_title}” as not ready", "section"),
        "section_ready_ended": titled(
            "edited “{section_title}”, so it is no longer marked ready", "section"
        ),
        "change_suggested": titled("suggested a change of “{section_title}”", *_CHANGE),
        "change_accepted": titled(
            "accepted {whose} change of “{section_title}”", *_CHANGE, "author", "own"
        ),
        "change_rejected": titled(
            "rejected {whose} change of “{section_title}”", *_CHANGE, "author", "own"
        ),
        "change_taken_back": verb("withdrew a suggested change of “{section_title}”", *_CHANGE),
        "passage_commented": titled("commented on “{section_title}”", *_PASSAGE),
        "passage_answered": titled("answered a comment on “{section_title}”", *_PASSAGE),
        "passage_settled": titled("settled a comment on “{section_title}”", *_PASSAGE),
        "passage_reopened": titled("reopened a comment on “{section_title}”", *_PASSAGE),
        "passage_deleted": titled("deleted a comment on “{section_title}”", *_PASSAGE),
        "reference_added": verb("linked “{reference}”", "reference"),
        "reference_removed": verb("removed the link to “{reference}”", "reference"),
        "problem_added": verb("linked a further problem that the study answers", "problem_id"),
        "problem_removed": verb("removed a further problem", "problem_id"),
        "frozen": titled("froze the text for signing", "listing", "parties"),
        "reopened": titled("reopened the text; {voided} of its signatures became void", "voided"),
        "signed": titled("signed {as_whom}", *_SIGNED),
        "signatures_awaited": titled(
            "sent a reminder that {text} still waits for signatures", "number"
        ),
        "all_signed": titled("completed the signatures", "signer"),
        "agreement_recorded": titled("recorded: {agreement}", *_AGREEMENT),
        "agreement_corrected": titled("corrected: {agreement}", *_AGREEMENT, "changed"),
        "agreement_removed": titled("removed: {agreement}", *_AGREEMENT),
        "paper_removed": titled("removed the document of: {agreement}", *_AGREEMENT),
        "agreement_expiring": titled(
            "sent a reminder that this expires {in_days}: {agreement}", *_AGREEMENT, "days"
        ),
        "agreement_expired": titled(
            "sent a reminder that this has expired: {agreement}", *_AGREEMENT
        ),
        "started": titled("started the study"),
        "paused": titled("paused the study"),
        "resumed": titled("resumed the study"),
        "withdrawn": titled("withdrew the study"),
        "partner_left": titled("said that {organization} leaves the study", "organization"),
        "finding_entered": verb("entered a finding on {outcome}", "outcome"),
        "finding_removed": verb("removed a finding on {outcome}", "outcome"),
        **OF_SUBJECT,
        "tier_changed": tier_changed(),
        "findings_shared": titled("shared the findings with all partners", "window_days"),
        "interpreted": titled("recorded the sensemaking of {held}", "held_on", "participants"),
        "school_added": verb(
            "added {school} to what the study asks of schools: {activity}", *_ASKED
        ),
        "school_changed": verb("changed what the study asks of {school}: {activity}", *_ASKED),
        "school_removed": verb("removed what the study asked of {school}: {activity}", *_ASKED),
        "burden_changed": titled(
            "changed, after the signing, what the study asks of {school}: {activity}", *_ASKED
        ),
        "milestone_added": verb("added the milestone “{milestone}”, due {due}", *_MILESTONE),
        "milestone_changed": verb("changed the milestone “{milestone}”, due {due}", *_MILESTONE),
        "milestone_given": titled(
            "put {owner} in charge of the milestone “{milestone}”, due {due}",
            *(*_MILESTONE, "owner"),
        ),
        "milestone_removed": verb("removed the milestone “{milestone}”", *_MILESTONE),
        "milestone_done": verb("reached the milestone “{milestone}”", *_MILESTONE),
        "milestone_undone": verb("marked the milestone “{milestone}” as not reached", *_MILESTONE),
        "milestone_near": titled("says that the milestone “{milestone}” is due {due}", *_MILESTONE),
        "update_posted": titled("posted an update"),
        "update_removed": verb("removed an update"),
        "brief_started": verb("began the brief", "brief_id"),
        "brief_dropped": verb("deleted the draft of the brief"),
        "limits_described": verb("described deviations and limits"),
        "findings_seen": verb("has seen the findings"),
        "responded": titled("responded for {organization}", "organization"),
        "delayed": titled(
            "delays the brief for {organization}, until {until}", "organization", "delayed_until"
        ),
        "amendment_proposed": titled("proposed amendment {number}", "number"),
        "amendment_taken_back": verb("withdrew amendment {number}", "number"),
        "amendment_frozen": titled("froze amendment {number} for signing", "number"),
        "amendment_reopened": titled(
            "reopened amendment {number}; {voided} of its signatures became void",
            *("number", "voided"),
        ),
        "signed_amendment": titled("signed amendment {number} {as_whom}", "number", *_SIGNED),
        "amended": titled(
            "completed amendment {number}, which is now in force", "number", "signer"
        ),
        "handed_over": titled(
            "handed over as {role_name} to {successor}", "role", "successor", "successor_id"
        ),
        "stepped_down": titled("left the study"),
        "published": titled("published the brief", "brief_id"),
    },
    WORDS,
)

# Said beside the text itself; the timeline would drown in them.
PASSAGES = frozenset(name for name in STUDY.each if name.startswith("passage_"))
