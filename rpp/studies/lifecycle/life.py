"""The life of a study: every verb, where the study must stand, where it then stands, and who may.

This table is the rule; the transitions, the refusals, the picture in `docs/` and the tests all
come from it. Who holds a permission is said in `rpp/policy.py`.
"""

from enum import StrEnum

from rpp.lifecycle import Lifecycle, Step
from rpp.studies.lifecycle.states import STATES

# While a study stands here, its partners write.
WRITING = ("proposal", "co_design")
RUNNING = ("active", "paused")
# The findings are known to the partners, and not yet to everyone.
SHARED = ("findings_shared", "interpreted")
ENDED = ("published", "withdrawn")
GOING = (*WRITING, "frozen", "signed", *RUNNING, *SHARED)


class Action(StrEnum):
    """What people do with a study, in the words of its table."""

    INVITE = "invite"
    JOIN = "join as first co-lead"
    WRITE = "write"
    COMMENT = "comment on a paragraph"
    SUGGEST = "suggest a change"
    DECIDE_SUGGESTION = "decide on a suggested change"
    ASSIGN_SECTION = "give a section its owner"
    FREEZE = "freeze"
    REOPEN = "reopen"
    SIGN = "sign"
    START = "start"
    RECORD_AGREEMENT = "record an agreement"
    ASK_SCHOOLS = "say what is asked of schools"
    SET_MILESTONE = "set a milestone"
    POST_AN_UPDATE = "post an update"
    AMEND = "amend"
    SIGN_AN_AMENDMENT = "sign an amendment"
    PAUSE = "pause"
    RESUME = "resume"
    ENTER_FINDING = "enter a finding"
    SHARE_THE_FINDINGS = "share the findings"
    MARK_SEEN = "say that one has seen them"
    INTERPRET = "interpret"
    RESPOND = "respond"
    DELAY = "delay"
    LEAVE = "leave"
    HAND_OVER = "hand over"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


STEPS = (
    Step(
        Action.INVITE,
        GOING,
        "",
        "study.invite",
        "a district joins only while the text is being written",
        "The study has ended, so no one can be invited.",
    ),
    Step(
        Action.JOIN,
        ("proposal",),
        "co_design",
        "account.use",
        "the invitation is open and for this person, who belongs to the district",
        "The co-design has begun already.",
    ),
    Step(
        Action.WRITE,
        WRITING,
        "",
        "study.write",
        "no one saved in between",
        "The text can be changed only while it is being written.",
    ),
    Step(
        Action.COMMENT,
        (*WRITING, "frozen"),
        "",
        "study.discuss",
        "",
        "Once all have signed, comments on paragraphs cannot be changed.",
    ),
    Step(
        Action.SUGGEST,
        WRITING,
        "",
        "study.write",
        "a reason",
        "A change can be suggested only while the text is being written.",
    ),
    Step(
        Action.DECIDE_SUGGESTION,
        WRITING,
        "",
        "study.lead",
        "the newest text was shown; a note on the decision",
        "A suggested change can be decided only while the text is being written.",
    ),
    Step(
        Action.ASSIGN_SECTION,
        WRITING,
        "",
        "study.lead",
        "a member of the study",
        "Sections can be assigned only while the text is being written.",
    ),
    Step(
        Action.FREEZE,
        ("co_design",),
        "frozen",
        "study.lead",
        "every required section, a link to what is known, a co-lead in every district, no open "
        "amendment",
        "Only a text that is being written can be frozen.",
    ),
    Step(
        Action.REOPEN,
        ("frozen", "signed"),
        "co_design",
        "study.lead",
        "a reason; every signature becomes void",
        "Only a text that is waiting for signatures, or for the study to start, can be reopened.",
    ),
    Step(
        Action.SIGN,
        ("frozen",),
        "signed",
        "study.sign",
        "the text that the signer read is the frozen one; once all have signed, the study moves on",
        "Only a frozen text can be signed.",
    ),
    Step(
        Action.START,
        ("signed",),
        "active",
        "study.lead",
        "the agreements that the design calls for are in force",
        "Only a study that all parties have signed can start.",
    ),
    Step(
        Action.RECORD_AGREEMENT,
        GOING,
        "",
        "study.agree",
        "dates; for shared data the legal basis, purpose, scope and elements",
        "The study has ended, so its agreements cannot be changed.",
    ),
    Step(
        Action.ASK_SCHOOLS,
        ("co_design", "signed", *RUNNING),
        "",
        "study.write",
        "a school of a partner district, with dates",
        "What it asks of schools cannot be changed now.",
    ),
    Step(
        Action.SET_MILESTONE,
        GOING,
        "",
        "study.write",
        "a day",
        "The study has ended, so its milestones cannot be changed.",
    ),
    Step(
        Action.POST_AN_UPDATE,
        ("signed", *RUNNING, "findings_shared"),
        "",
        "study.write",
        "",
        "Updates can be posted from the signatures until the findings are interpreted.",
    ),
    Step(
        Action.AMEND,
        RUNNING,
        "",
        "study.write",
        "the signed text stays in force until all have signed the new one",
        "A signed text can be amended only while the study is under way or paused.",
    ),
    Step(
        Action.SIGN_AN_AMENDMENT,
        RUNNING,
        "",
        "study.sign",
        "the amendment is frozen, and the signer read its newest text",
        "An amendment can be signed only while the study is under way or paused.",
    ),
    Step(
        Action.PAUSE,
        ("active",),
        "paused",
        "study.pause",
        "a reason",
        "Only a study that is under way can be paused.",
    ),
    Step(
        Action.RESUME,
        ("paused",),
        "active",
        "study.pause",
        "a reason; the agreements are in force",
        "Only a paused study can be resumed.",
    ),
    Step(
        Action.ENTER_FINDING,
        ("active", "findings_shared"),
        "",
        "study.write",
        "at least 10 people behind every number",
        "Findings can be entered while the study is under way, until they are interpreted.",
    ),
    Step(
        Action.SHARE_THE_FINDINGS,
        ("active",),
        "findings_shared",
        "study.lead",
        "at least one finding, the deviations from the plan and the limitations",
        "Findings can be shared only while the study is under way.",
    ),
    Step(
        Action.MARK_SEEN,
        SHARED,
        "",
        "study.discuss",
        "",
        "There are no shared findings to see.",
    ),
    Step(
        Action.INTERPRET,
        ("findings_shared",),
        "interpreted",
        "study.lead",
        "a dated meeting with a practitioner of every district",
        "Sensemaking is recorded once, after the findings are shared with all partners.",
    ),
    Step(
        Action.RESPOND,
        SHARED,
        "",
        "study.speak",
        "for one’s own district",
        "A district can respond after the findings are shared, until the brief is published.",
    ),
    Step(
        Action.DELAY,
        SHARED,
        "",
        "study.speak",
        "once for each district, by at most the agreed number of days",
        "A district can delay the brief after the findings are shared, until it is published.",
    ),
    Step(
        Action.LEAVE,
        ("co_design", *SHARED),
        "",
        "study.speak",
        "a reason; after the findings are shared, at least one district stays",
        "Before the findings are shared, a district pauses the study or asks to withdraw it "
        "instead of leaving.",
    ),
    Step(
        Action.HAND_OVER,
        (*WRITING, *RUNNING, *SHARED),
        "",
        "study.lead",
        "a note; to a member from the same organization; no amendment is waiting for signatures",
        "No one can hand over while the text is waiting for signatures, or after the study has "
        "ended.",
    ),
    Step(
        Action.PUBLISH,
        ("interpreted",),
        "published",
        "brief.publish",
        "the window is over or everyone has seen the findings, and no delay runs",
        "A brief is published once the findings are interpreted.",
    ),
    Step(
        Action.WITHDRAW,
        (*WRITING, "frozen", "signed", *RUNNING),
        "withdrawn",
        "study.lead",
        "a reason",
        "Once the findings are shared, a study can no longer be withdrawn. A district may leave "
        "it, and the study says so.",
    ),
)

# Where the study stands instead, and who can bring it on.
NOW = {
    "proposal": "It is a proposal now. The lead researcher can invite a district co-lead; the "
    "co-design begins when one joins.",
    "co_design": "Its text is being written now. The lead researcher or a district co-lead can "
    "freeze it for signing.",
    "frozen": "Its text is frozen for signing now. The lead researcher and a signatory of every "
    "district sign it; the lead researcher or a district co-lead can reopen it, and every "
    "signature then becomes void.",
    "signed": "All have signed it, and it has not started. The lead researcher or a district "
    "co-lead can start it, or reopen the text.",
    "active": "It is under way now. The lead researcher or a district co-lead can share the "
    "findings; either side can pause it or propose an amendment.",
    "paused": "It is paused now. The lead researcher, or a co-lead, leader or signatory of a "
    "district, can resume it.",
    "findings_shared": "Its findings are shared now. The lead researcher or a district co-lead "
    "can record the meeting that interprets them.",
    "interpreted": "Its findings are interpreted now. The lead researcher or a district co-lead "
    "can publish the brief.",
    "published": (
        "It is published and stays as it is. Later changes belong in a correction of "
        "its brief, or in a new study that a researcher proposes."
    ),
    "withdrawn": "It is withdrawn. A researcher can propose a new study.",
}

# Who holds each permission, in a word or two.
HOLDERS = {
    "account.use": "the invited co-lead",
    "study.invite": "a lead",
    "study.write": "anyone who writes",
    "study.discuss": "everyone who takes part",
    "study.lead": "a lead",
    "study.sign": "each signatory",
    "study.speak": "each district",
    "study.pause": "either side",
    "study.agree": "a lead or data steward",
    "brief.publish": "a lead",
}
LIFE = Lifecycle(
    "study",
    STEPS,
    NOW,
    holders=HOLDERS,
    labels={state: words.label for state, words in STATES.items()},
)
TRANSITIONS = LIFE.transitions
