"""The box of a study: where it stands, who must act, and what comes next for the one who looks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from rpp import dates
from rpp.policy import Viewer, may
from rpp.studies.lifecycle import guards, states
from rpp.studies.lifecycle.life import LIFE, Action
from rpp.studies.page.workspace import Workspace

Say = Callable[[Viewer, Workspace, "Standing", bool, bool], None]


class Way(NamedTuple):
    """A link, and what stands between it and the next."""

    label: str
    href: str
    after: str = ""


@dataclass
class Standing:
    """The box on sand: where the study stands, who must act, and one button."""

    glyph: str
    label: str
    since: str
    sentences: list[str]
    button: str = ""
    href: str = ""
    ways: list[Way] = field(default_factory=list)


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
    box.ways = _ways(viewer, work)
    return box


def _ways(viewer: Viewer, work: Workspace) -> list[Way]:
    """What else the viewer can do here."""
    seen = work.seen
    own = bool(seen.spoken_for(viewer))
    offers = (
        (Action.PAUSE, "pause", "Pause the study", True),
        (Action.AMEND, "amendments", "Amend the text", seen.is_inside),
        (Action.REOPEN, "reopen", "Reopen the text", True),
        (Action.RESPOND, "respond", "Respond for your district", own),
        (Action.DELAY, "delay", "Delay the brief", own and bool(seen.delay_days)),
        (Action.LEAVE, "leave", "A district leaves", own),
        (Action.WITHDRAW, "withdraw", "Withdraw the study", True),
    )
    ways = [
        Way(label, f"{seen.base}/{address}", ", ")
        for action, address, label, offered in offers
        if offered and LIFE.may_now(viewer, seen, action)
    ]
    if len(ways) > 1:
        ways[-2] = ways[-2]._replace(after=" or ")
    if ways:
        ways[-1] = ways[-1]._replace(after="")
    if viewer.id is not None and seen.is_public and not seen.is_inside:
        ways.append(Way("Follow this study", f"/follow/study/{seen.id}"))
    return ways


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


_NEXT: dict[str, Say] = {
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
