"""The states of a study in words: its sign, its name, and the stations of its way."""

from typing import NamedTuple


class Words(NamedTuple):
    """A sign (see components/signs.html) and what the state is called."""

    glyph: str
    label: str


STATES: dict[str, Words] = {
    "proposal": Words("draft", "Proposal"),
    "co_design": Words("current", "Co-design"),
    "frozen": Words("waiting", "Waiting for signatures"),
    "signed": Words("done", "Signed"),
    "active": Words("underway", "Under way"),
    "paused": Words("paused", "Paused"),
    "findings_shared": Words("underway", "Findings shared"),
    "interpreted": Words("underway", "Interpreted"),
    "published": Words("done", "Published"),
    "withdrawn": Words("ended", "Withdrawn"),
}

# The way of a study as its timeline shows it: the station, and the states that stand at it.
STATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Proposed", ("proposal",)),
    ("Co-design", ("co_design", "frozen")),
    ("Signed", ("signed",)),
    ("Under way", ("active", "paused")),
    ("Findings", ("findings_shared",)),
    ("Interpreted", ("interpreted",)),
    ("Brief", ("published",)),
)

# What each line of the history says after the name of who did it.
VERBS: dict[str, str] = {
    "proposed": "proposed the study",
    "invited": "invited {a_role} for {organization}",
    "invitation_revoked": "canceled an invitation for {organization}",
    "joined": "joined as {role_name} for {organization}",
    "co_design_started": "began the co-design",
    "basics_edited": "changed the title or the kind of design",
    "section_edited": "edited “{section_title}”",
    "section_restored": "restored “{section_title}” to the text of {of}",
    "section_given": "assigned “{section_title}” to {whom}",
    "section_ready": "marked “{section_title}” as ready",
    "section_not_ready": "marked “{section_title}” as not ready",
    "section_ready_ended": "edited “{section_title}”, so it is no longer marked ready",
    "change_suggested": "suggested a change of “{section_title}”",
    "change_accepted": "accepted {whose} change of “{section_title}”",
    "change_rejected": "rejected {whose} change of “{section_title}”",
    "change_taken_back": "withdrew a suggested change of “{section_title}”",
    "passage_commented": "commented on “{section_title}”",
    "passage_answered": "answered a comment on “{section_title}”",
    "passage_settled": "settled a comment on “{section_title}”",
    "passage_reopened": "reopened a comment on “{section_title}”",
    "passage_deleted": "deleted a comment on “{section_title}”",
    "reference_added": "linked “{reference}”",
    "reference_removed": "removed the link to “{reference}”",
    "problem_added": "linked a further problem that the study answers",
    "problem_removed": "removed a further problem",
    "frozen": "froze the text for signing",
    "reopened": "reopened the text; {voided} of its signatures became void",
    "signed": "signed {as_whom}",
    "signatures_awaited": "sent a reminder that {text} still waits for signatures",
    "all_signed": "completed the signatures",
    "agreement_recorded": "recorded: {agreement}",
    "agreement_corrected": "corrected: {agreement}",
    "agreement_removed": "removed: {agreement}",
    "paper_removed": "removed the document of: {agreement}",
    "agreement_expiring": "sent a reminder that this expires {in_days}: {agreement}",
    "agreement_expired": "sent a reminder that this has expired: {agreement}",
    "started": "started the study",
    "paused": "paused the study",
    "resumed": "resumed the study",
    "withdrawn": "withdrew the study",
    "partner_left": "said that {organization} leaves the study",
    "finding_entered": "entered a finding on {outcome}",
    "finding_removed": "removed a finding on {outcome}",
    "findings_shared": "shared the findings with all partners",
    "interpreted": "recorded the sensemaking of {held}",
    "school_added": "added {school} to what the study asks of schools: {activity}",
    "school_changed": "changed what the study asks of {school}: {activity}",
    "school_removed": "removed what the study asked of {school}: {activity}",
    "burden_changed": "changed, after the signing, what the study asks of {school}: {activity}",
    "milestone_added": "added the milestone “{milestone}”, due {due}",
    "milestone_changed": "changed the milestone “{milestone}”, due {due}",
    "milestone_given": "put {owner} in charge of the milestone “{milestone}”, due {due}",
    "milestone_removed": "removed the milestone “{milestone}”",
    "milestone_done": "reached the milestone “{milestone}”",
    "milestone_undone": "marked the milestone “{milestone}” as not reached",
    "milestone_near": "says that the milestone “{milestone}” is due {due}",
    "update_posted": "posted an update",
    "update_removed": "removed an update",
    "brief_started": "began the brief",
    "brief_dropped": "deleted the draft of the brief",
    "limits_described": "described deviations and limits",
    "findings_seen": "has seen the findings",
    "responded": "responded for {organization}",
    "delayed": "delays the brief for {organization}, until {until}",
    "amendment_proposed": "proposed amendment {number}",
    "amendment_taken_back": "withdrew amendment {number}",
    "amendment_frozen": "froze amendment {number} for signing",
    "amendment_reopened": "reopened amendment {number}; {voided} of its signatures became void",
    "signed_amendment": "signed amendment {number} {as_whom}",
    "amended": "completed amendment {number}, which is now in force",
    "handed_over": "handed over {as_whom} to {successor}",
    "stepped_down": "left the study",
    "published": "published the brief",
}

# Said beside the text itself; the timeline would drown in them.
PASSAGES = frozenset(verb for verb in VERBS if verb.startswith("passage_"))


def sentence(verb: str, detail: dict[str, object]) -> str:
    """What a line of the history says; a verb of another room is said plainly."""
    try:
        return VERBS[verb].format(**detail)
    except KeyError:
        return verb.replace("_", " ")
