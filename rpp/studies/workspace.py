"""The page of a study: its parts, where it stands, and what comes next for the one who looks."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlmodel import Session

from rpp import dates
from rpp.policy import Viewer, may
from rpp.studies import parts, queries
from rpp.studies.co_design.comments import DISCUSSING, Layout, Remark, laid_out, threads
from rpp.studies.lifecycle import guards, life, states
from rpp.studies.lifecycle.life import LIFE, SHARED, WRITING, Action
from rpp.studies.models import AGREEMENTS
from rpp.studies.outcome import sensemaking
from rpp.studies.papers import agreements as facts
from rpp.studies.papers import signing
from rpp.studies.papers.signing import Party
from rpp.studies.parts import Meeting, Rows, Section
from rpp.studies.queries import Seen
from rpp.studies.verbs import STUDY


@dataclass
class Workspace:
    """What the page of one study shows to one viewer."""

    seen: Seen
    partners: Rows
    members: Rows
    sections: list[Section]
    references: Rows
    signatures: dict[str, Any]
    agreements: Rows
    findings: Rows
    meeting: Meeting | None
    events: list[Any]
    # Whether an invitation is pending, where the page tells so; all on the page of people.
    invitations: Rows = field(default_factory=list)
    # Who is to see the findings before anyone else.
    readers: Rows = field(default_factory=list)

    # The parties that have signed the amendment that waits for signatures.
    amended_by: frozenset[str] = frozenset()

    @property
    def last(self) -> Any:
        """The last day of the no-surprises window."""
        return sensemaking.window_ends(self.seen, self.seen.zone)

    # The comments on its paragraphs that are open, by section.
    remarks: dict[str, list[Remark]] = field(default_factory=dict)

    @property
    def here(self) -> list[Any]:
        """The LEAs that take part now."""
        return [partner for partner in self.partners if partner.left_at is None]

    @property
    def left(self) -> list[Any]:
        return [partner for partner in self.partners if partner.left_at is not None]

    @property
    def parties(self) -> list[Party]:
        return signing.parties(self.seen.lead, self.seen.organization_id, self.here)

    @property
    def text(self) -> list[Section]:
        """The sections that are required or written."""
        return [section for section in self.sections if section.number]

    @property
    def more(self) -> list[Section]:
        """The sections that this design does not require, and nobody has written."""
        return [section for section in self.sections if not section.number]

    @property
    def written(self) -> int:
        return sum(bool(section.body.strip()) for section in self.text)

    @property
    def ready(self) -> int:
        return sum(section.ready_at is not None for section in self.text)

    @cached_property
    def layouts(self) -> list[Layout]:
        """The sections with the comments on them."""
        return [laid_out(section, self.remarks.get(section.key, ())) for section in self.text]

    @property
    def before_freezing(self) -> list[guards.Check]:
        return guards.before_freezing(
            self.seen.design, self.partners, self.members, self.sections, self.references
        )

    @property
    def before_running(self) -> list[guards.Check]:
        return guards.before_running(self.seen.design, self.agreements, self.seen.today)

    @property
    def ran_out(self) -> list[str]:
        """What a study under way stands on and no longer holds, said to those inside."""
        # Afterwards its agreements are read on their own page alone.
        if self.seen.status not in life.RUNNING or not self.seen.is_inside:
            return []
        unknown = [
            check.missing
            for check in self.before_running
            if not check.ok and "is not recorded" in check.missing
        ]
        return unknown + [
            f"{AGREEMENTS[a.type]}, {a.parties}: it expired on {dates.day(a.expires_on)}. The lead "
            "researcher, a district co-lead or a data steward can record the renewal."
            for a in facts.lapsed(self.agreements, self.seen.today)
        ]

    def may_sign(self, viewer: Viewer) -> list[Party]:
        """The parties that the viewer may sign for."""
        lead_id = self.seen.lead_id
        return [party for party in self.parties if signing.may_sign_for(viewer, lead_id, party)]

    def signs(self, viewer: Viewer) -> list[Party]:
        """The parties that the viewer may sign for and that have not signed."""
        return [party for party in self.may_sign(viewer) if party.key not in self.signatures]

    @property
    def waits(self) -> int | None:
        """The number of the amendment that the partners are signing."""
        running = self.seen.is_inside and self.seen.status in life.RUNNING
        return self.seen.amendment_number if running else None

    def signs_amendment(self, viewer: Viewer) -> list[Party]:
        """The parties for which the viewer may sign the amendment that waits, and nobody has."""
        if not self.waits:
            return []
        return [party for party in self.may_sign(viewer) if party.key not in self.amended_by]

    def must_see(self, viewer: Viewer) -> bool:
        """Whether the viewer is one of those who see the findings first, and has not said so."""
        return any(row.id == viewer.id and row.seen_at is None for row in self.readers)


# So many lines of the history the page shows; one more tells that there are others.
RECENT = 11
# What only some states have to show is not asked for in the others.
NOT_SIGNED_YET = WRITING
RUNNING = ("active", "paused", "findings_shared", "interpreted", "published")
INTERPRETED = ("interpreted", "published")


def workspace(session: Session, viewer: Viewer, seen: Seen, *, whole: bool = False) -> Workspace:
    """The parts of a study that this viewer may see; `whole` with the people at its door.

    A fixed number of statements in each state.
    """
    findings = seen.shows_findings
    members = parts.members(session, seen.id)
    asks = whole or seen.status == "proposal"
    signed = (
        parts.signatures(session, seen.id, seen.frozen_hash, seen.amendment_hash)
        if seen.status not in NOT_SIGNED_YET
        else []
    )
    return Workspace(
        seen=seen,
        partners=seen.partners,
        members=members,
        sections=parts.sections(session, seen.id),
        references=parts.references(session, seen.id),
        signatures={s.party: s for s in signed if s.text_hash == seen.frozen_hash},
        # Once the findings are shared, the agreements stand on their own page.
        agreements=parts.agreements(session, seen.id)
        if seen.is_inside and (whole or seen.status not in (*SHARED, "published"))
        else [],
        findings=parts.findings(session, seen.id) if findings and seen.status in RUNNING else [],
        meeting=parts.sensemaking(session, seen.id)
        if findings and seen.status in INTERPRETED
        else None,
        # While it is written no station has been reached, and the last lines are enough.
        events=queries.events(session, seen, RECENT if seen.status in WRITING else 200),
        invitations=parts.invitations(session, seen.id)
        if asks and may(viewer, "study.invite", seen)
        else [],
        readers=sensemaking.must_see(session, seen.id)
        if seen.is_inside and seen.status in SHARED
        else [],
        # Once the text is signed they are kept on a page of their own.
        remarks=threads(session, viewer, seen.id, members)
        if seen.is_inside and seen.status in DISCUSSING
        else {},
        amended_by=frozenset(s.party for s in signed if s.text_hash == seen.amendment_hash),
    )


@dataclass
class Standing:
    """The box on sand: where the study stands, who must act, and one button."""

    glyph: str
    label: str
    since: str
    sentences: list[str]
    button: str = ""
    href: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)


def standing(viewer: Viewer, work: Workspace) -> Standing:
    """Where it stands, and what comes next for this viewer."""
    seen = work.seen
    words = states.STATES[seen.status]
    box = Standing(
        words.glyph, words.label, f"since {dates.short_day_in(seen.status_since, seen.zone)}", []
    )
    leads, writes = may(viewer, "study.lead", seen), may(viewer, "study.write", seen)
    _NEXT[seen.status](viewer, work, box, leads, writes)
    box.sentences += work.ran_out
    box.links = [(f"/studies/{seen.id}/{at}", label) for at, label in _ways(viewer, work)]
    return box


def _ways(viewer: Viewer, work: Workspace) -> list[tuple[str, str]]:
    """What else the viewer can do here, as (address, label)."""
    seen = work.seen
    own = bool(own_leas(viewer, seen))
    ways = (
        (Action.PAUSE, "pause", "Pause the study", True),
        (Action.AMEND, "amendments", "Amend the text", seen.is_inside),
        (Action.REOPEN, "reopen", "Reopen the text", True),
        (Action.RESPOND, "respond", "Respond for your district", own),
        (Action.DELAY, "delay", "Delay the brief", own and bool(seen.delay_days)),
        (Action.LEAVE, "leave", "A district leaves", own),
        (Action.WITHDRAW, "withdraw", "Withdraw the study", True),
    )
    return [
        (address, label)
        for action, address, label, offered in ways
        if offered and LIFE.may_now(viewer, seen, action)
    ]


def own_leas(viewer: Viewer, seen: Seen) -> list[Any]:
    """The partner LEAs for which the viewer speaks: as their co-lead, leader or signatory."""
    led = {seen.member_of} if seen.member_role == "co_lead" else set()
    spoken = led | viewer.leads | viewer.signs_for
    return [
        partner for partner in seen.partners if partner.left_at is None and partner.id in spoken
    ]


def _proposal(viewer: Viewer, work: Workspace, box: Standing, leads: bool, writes: bool) -> None:
    base = f"/studies/{work.seen.id}"
    ground = guards.before_inviting(work.sections, work.references)
    if not ground.ok:
        box.sentences = [ground.missing]
        if writes:
            box.button, box.href = "Link what is already known", f"{base}/references"
        return
    if work.invitations:
        asked = guards.named([i.organization for i in work.invitations])
        box.sentences = [f"{asked} has an invitation. The co-design begins when a co-lead accepts."]
    else:
        box.sentences = [
            "No district takes part yet. The co-design begins with a district co-lead."
        ]
    if leads:
        label = "See the invitations" if work.invitations else "Invite a district co-lead"
        box.button, box.href = label, f"{base}/people"


def _co_design(viewer: Viewer, work: Workspace, box: Standing, leads: bool, writes: bool) -> None:
    base = f"/studies/{work.seen.id}"
    missing = [check for check in work.before_freezing if not check.ok]
    asked = [s for s in work.text if s.required]
    done = sum(bool(s.body.strip()) for s in asked)
    written = f"{done} of {len(asked)} required sections are written, {work.ready} marked ready."
    if not missing:
        box.sentences = [written, "The text is complete and can be frozen for signing."]
        if leads:
            box.button, box.href = "Freeze the text", f"{base}/freeze"
        else:
            box.sentences.append(f"{work.seen.lead} or a district co-lead freezes it.")
        return
    empty = [s for s in asked if not s.body.strip()]
    # Mine first, then what nobody owns.
    empty.sort(key=lambda s: (s.owner_id != viewer.id, s.owner_id is not None, s.number))
    box.sentences = [written]
    if not empty:
        box.sentences.append(missing[0].missing)
    if not writes:
        return
    changes = next((s for s in work.text if s.suggestions), None)
    if empty:
        box.button = f"Write section {empty[0].number}"
        box.href = f"{base}/sections/{empty[0].key}"
    elif changes and leads:
        box.button = "Decide on a suggested change"
        box.href = f"{base}/sections/{changes.key}/suggestions"
    elif not guards.before_inviting(work.sections, work.references).ok:
        box.button, box.href = "Link what is already known", f"{base}/references"
    elif not work.seen.design:
        box.button, box.href = "Choose the kind of design", f"{base}/basics"
    elif leads:
        box.button, box.href = "Invite a district co-lead", f"{base}/people"


def _frozen(viewer: Viewer, work: Workspace, box: Standing, leads: bool, writes: bool) -> None:
    waiting = [party.name for party in work.parties if party.key not in work.signatures]
    signed = len(work.parties) - len(waiting)
    box.sentences = [
        f"{signed} of {len(work.parties)} have signed.",
        f"Not yet signed: {guards.named(waiting)}.",
    ]
    if work.signs(viewer):
        box.button, box.href = "Read and sign", f"/studies/{work.seen.id}/sign"


def _signed(viewer: Viewer, work: Workspace, box: Standing, leads: bool, writes: bool) -> None:
    base = f"/studies/{work.seen.id}"
    missing = [check.missing for check in work.before_running if not check.ok]
    box.sentences = ["All parties have signed the same text."]
    if not work.seen.is_inside:
        box.sentences.append("The study starts once its agreements are in place.")
    elif missing:
        box.sentences += missing
        if may(viewer, "study.agree", work.seen):
            box.button, box.href = "Record an agreement", f"{base}/agreements"
    else:
        box.sentences.append("Its agreements are in force, so it can start.")
        if leads:
            box.button, box.href = "Start the study", f"{base}/start"


def _sign_amendment(viewer: Viewer, work: Workspace, box: Standing) -> None:
    """Say that an amendment waits; who signs it finds it behind the one button."""
    if not work.waits:
        return
    waiting = [party.name for party in work.parties if party.key not in work.amended_by]
    number = work.waits
    box.sentences.append(f"Amendment {number} is waiting for {guards.named(waiting)} to sign.")
    if work.signs_amendment(viewer):
        box.button = "Read and sign"
        box.href = f"/studies/{work.seen.id}/amendments/{number}/sign"


def _active(viewer: Viewer, work: Workspace, box: Standing, leads: bool, writes: bool) -> None:
    seen = work.seen
    box.sentences = [
        f"The partners collect their data. {seen.lead} and the districts share the findings "
        "with each other first."
    ]
    if writes:
        many = len(work.findings)
        label = "Enter findings" if not many else f"Findings: {many} entered"
        box.button, box.href = label, f"/studies/{seen.id}/findings"
    _sign_amendment(viewer, work, box)


def _paused(viewer: Viewer, work: Workspace, box: Standing, leads: bool, writes: bool) -> None:
    box.sentences = [f"“{work.seen.reason}”"]
    if may(viewer, "study.pause", work.seen):
        box.button, box.href = "Resume it", f"/studies/{work.seen.id}/resume"
    else:
        box.sentences.append("The partners decide when it resumes.")
    _sign_amendment(viewer, work, box)


def _shared(viewer: Viewer, work: Workspace, box: Standing, leads: bool, writes: bool) -> None:
    box.sentences = [
        "The partners have the findings. Next they meet and interpret them together, with a "
        "practitioner of each district."
    ]
    if leads:
        box.button, box.href = "Record the meeting", f"/studies/{work.seen.id}/sensemaking"
    _see_them(viewer, work, box)


def _interpreted(viewer: Viewer, work: Workspace, box: Standing, leads: bool, writes: bool) -> None:
    seen = work.seen
    box.sentences = ["The partners have interpreted the findings and write the brief."]
    if writes:
        box.button = "Draft the brief" if seen.brief_id is None else "Continue the brief"
        box.href = (
            f"/briefs/new?study={seen.id}" if seen.brief_id is None else f"/briefs/{seen.brief_id}"
        )
    _see_them(viewer, work, box)


def _see_them(viewer: Viewer, work: Workspace, box: Standing) -> None:
    """Ask those who see the findings first to say that they have."""
    if work.must_see(viewer):
        box.sentences.append("You have not yet confirmed that you have seen them.")
        if not box.button:
            box.button, box.href = "Read the findings", "#window"


def _published(viewer: Viewer, work: Workspace, box: Standing, leads: bool, writes: bool) -> None:
    box.sentences = ["The brief says what the districts did and what changed."]
    if work.seen.brief_id is not None:
        box.button, box.href = "Read the brief", f"/briefs/{work.seen.brief_id}"


def _withdrawn(viewer: Viewer, work: Workspace, box: Standing, leads: bool, writes: bool) -> None:
    box.sentences = [f"“{work.seen.reason}”", "No findings will follow."]


_NEXT = {
    "proposal": _proposal,
    "co_design": _co_design,
    "frozen": _frozen,
    "signed": _signed,
    "active": _active,
    "paused": _paused,
    "findings_shared": _shared,
    "interpreted": _interpreted,
    "published": _published,
    "withdrawn": _withdrawn,
}


def lines(events: list[Any], zone: str) -> list[dict[str, Any]]:
    """The history as the page tells it."""
    return [
        {
            "when": dates.short_day_in(event.at, zone),
            "who": event.detail.get("signer") or event.who or "The portal",
            "what": STUDY.sentence(event.verb, event.detail),
            "reason": event.reason,
            "href": "",
        }
        for event in events
    ]


def stations(work: Workspace) -> list[dict[str, Any]]:
    """How far the study has come, from its events; empty while the text is being written."""
    seen = work.seen
    if seen.status in (*WRITING, "frozen"):
        return []
    reached: dict[str, Any] = {}
    for event in work.events:
        to = event.detail.get("to") or ("proposal" if event.verb == "proposed" else "")
        reached[to] = event.at
    steps: list[dict[str, Any]] = []
    now = next((i for i, (_, at) in enumerate(states.STATIONS) if seen.status in at), None)
    for i, (title, at) in enumerate(states.STATIONS):
        when = reached.get(at[0]) or (seen.signed_at if at[0] == "signed" else None)
        if now is None and when is None:
            continue
        current = i == now and seen.status != "published"
        done = now is None or i < now or seen.status == "published"
        steps.append(
            {
                "title": title,
                "when": dates.short_day_in(when, seen.zone),
                "note": "",
                "href": "",
                "state": "current" if current else "done" if done else "future",
            }
        )
    if seen.status == "withdrawn":
        when = dates.short_day_in(seen.status_since, seen.zone)
        steps.append({"title": "Withdrawn", "when": when, "note": "", "href": "", "state": "done"})
    return steps
