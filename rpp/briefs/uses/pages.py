"""What districts did with a brief, as pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rpp import dates, policy
from rpp.briefs.uses.life import LIFE, Action
from rpp.briefs.uses.queries import Earlier, Tallies, Use
from rpp.briefs.uses.verbs import USE
from rpp.briefs.uses.words import STAGES, WAYS, Stage
from rpp.history import AuditEvent
from rpp.layout import Happened, Link, State, several, some_have
from rpp.organizations.models import setting, size_band
from rpp.paging import Slice
from rpp.policy import Viewer

CONFIRMED = State("done", "Confirmed by a second person")
WAITS = State("waiting", "Not confirmed yet", "by a second person of the district")
DISPUTED = State("act", "Questioned", "by a second person; only your district sees it")
TAKEN_BACK = State("ended", "Taken back", "only your district sees it")
STANDINGS = {
    "unconfirmed": WAITS,
    "confirmed": CONFIRMED,
    "disputed": DISPUTED,
    "taken_back": TAKEN_BACK,
}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many districts are as far."""

    stage: Stage
    count: int
    counted: str


@dataclass(frozen=True, slots=True)
class Told:
    """What one district said, in its own words, with its context."""

    district: Link
    context: str
    stage: Stage
    when: str
    version: Link
    way: str
    decision: str
    why: str
    evidence: str
    standing: State
    # "" where everyone may read it.
    audience: str
    page: Link


@dataclass(frozen=True, slots=True)
class UsesPanel:
    """The part of a brief's page on what districts did with it."""

    counted: str
    tallies: list[Tally]
    waiting: str
    asked: str
    rows: list[Told]
    # Where all of them are, if there are more.
    more: str
    record: str


SHOWN = 5


def offers_to_record(viewer: Viewer, brief: object) -> bool:
    """Whether to offer that one says what a district did: to districts, and who may yet sign in."""
    return viewer.id is None or policy.may(viewer, "use.record", brief)


def uses_panel(href: str, found: Tallies, uses: Slice[Use], *, offers: bool) -> UsesPanel:
    """The panel of the brief at `href`: sums of what was confirmed, and the newest rows."""
    total = sum(found.stages.values())
    return UsesPanel(
        counted=f"{several(total, 'district')} confirmed" if total else "",
        tallies=[
            Tally(stage, count, several(count, "district"))
            for key, stage in STAGES.items()
            if (count := found.stages.get(key, 0))
        ],
        waiting=_waiting(found.waiting),
        asked=_asked(found),
        rows=[told(use) for use in uses],
        more=f"{href}/uses" if uses.on else "",
        record=f"{href}/uses/new" if offers else "",
    )


def _waiting(count: int) -> str:
    if not count:
        return ""
    waits = several(count, "more waits", "more wait")
    return f"{waits} to be confirmed by a second person of the district, and is in no sum."


def _asked(found: Tallies) -> str:
    if not found.asked:
        return ""
    return f"The portal asked the study’s districts: {_answered(found)}."


def _answered(found: Tallies) -> str:
    return f"{some_have(found.answered, found.asked, 'district')} answered here"


def told(use: Use) -> Told:
    """One use as the list of a brief shows it."""
    stage = STAGES[use.stage]
    return Told(
        district=Link(f"{use.district}, {use.state}", f"/organizations/{use.organization_id}"),
        context=_context(use),
        stage=stage,
        when=f"{'from' if use.stage == 'planning' else 'since'} {dates.day(use.used_on)}",
        version=Link(f"Version {use.version}", f"/briefs/{use.brief_id}/v{use.version}"),
        way=way(use.way),
        decision=use.decision,
        why=use.why,
        evidence=use.evidence,
        standing=_standing(use),
        audience=f"Only the members of {use.network} see this." if use.network else "",
        page=Link("Its page and history", use.href),
    )


def way(key: str) -> str:
    """A type of use in words; "" where nobody said which."""
    found = WAYS.get(key)
    return f"{found.name}: {found.means[0].lower()}{found.means[1:]}" if found else ""


def _context(use: Use) -> str:
    """A district's setting and size, as far as they are known."""
    size = f"{size_band(use.enrollment)} students" if use.enrollment is not None else ""
    return ", ".join(filter(None, (setting(use.locale), size)))


def _standing(use: Use) -> State:
    state = STANDINGS[use.status]
    if use.status != "confirmed":
        return state
    return State(state.sign, state.label, f"on {dates.short_day_in(use.confirmed_at, use.zone)}")


@dataclass(frozen=True, slots=True)
class Before:
    """What a district had said before, for its own people."""

    title: str
    stage: Stage
    way: str
    decision: str
    why: str
    evidence: str


@dataclass(frozen=True, slots=True)
class UsePage:
    """The page of one use."""

    heading: str
    brief: Link
    use: Told
    revision: int
    # What the viewer can do here, and what is said to their district.
    note: str
    confirm: str
    links: list[Link]
    before: list[Before]
    history: list[Happened]


def use_page(
    use: Use,
    viewer: Viewer,
    events: Sequence[AuditEvent],
    before: Sequence[Earlier],
    *,
    has_others: bool,
) -> UsePage:
    """The page of a use; `has_others`: a second person of the district is here."""
    may_confirm = LIFE.may_now(viewer, use, Action.CONFIRM)
    return UsePage(
        heading=f"What {use.district} did with it",
        brief=Link(use.title, f"/briefs/{use.brief_id}"),
        use=replace(told(use), page=Link("", "")),
        revision=use.revision,
        note=_note(use, viewer, has_others=has_others),
        confirm=f"{use.href}/confirm" if may_confirm else "",
        links=[
            Link(label, f"{use.href}/{at}")
            for action, label, at in DOES
            if LIFE.may_now(viewer, use, action)
        ],
        before=[_before(one, use) for one in before],
        history=[_happened(event, use) for event in events],
    )


DOES = (
    (Action.DISPUTE, "This is not so", "not-so"),
    (Action.CORRECT, "Correct it", "correct"),
    (Action.TAKE_BACK, "Take it back", "take-back"),
)


def _note(use: Use, viewer: Viewer, *, has_others: bool) -> str:
    """What its district is told of where it stands; "" for all others."""
    if use.organization_id not in viewer.leas or use.status != "unconfirmed":
        return ""
    if use.said_by != viewer.id:
        return f"{use.said_by_name} said this. If it is so, confirm it: then it counts."
    if has_others:
        return "Your colleagues were asked to confirm it. Until one does, it is in no sum."
    return (
        "It counts once a second person of your district confirms it, and nobody else of your "
        "district is here yet. Ask a colleague to join."
    )


def _before(one: Earlier, use: Use) -> Before:
    return Before(
        f"{one.who}, {dates.day_in(one.said_at, use.zone)}",
        STAGES[one.stage],
        way(one.way),
        one.decision,
        one.why,
        one.evidence,
    )


def _happened(event: AuditEvent, use: Use) -> Happened:
    return Happened(
        dates.short_day_in(event.at, use.zone),
        event.who or "The portal",
        USE.sentence(event.verb, event.detail),
        event.reason,
    )


@dataclass(frozen=True, slots=True)
class UsesPage:
    """All that districts said of one brief."""

    brief: Link
    panel: UsesPanel


@dataclass(frozen=True, slots=True)
class SayPage:
    """The page on which a district says what it did, or corrects that."""

    heading: str
    window: str
    brief: Link
    lead: str
    button: str
    cancel: str
    # Who will read it, and what happens then.
    after: str


def say_page(title: str, brief_id: int, *, use: Use | None = None) -> SayPage:
    """The page of the form; `use` is the one that is corrected."""
    href = f"/briefs/{brief_id}"
    lead = (
        "No answer is better than another: the next district learns as much from a no as from a "
        "yes. Your words are shown just as you write them."
    )
    if use is None:
        return SayPage(
            "What did your district do with it?",
            "We used this",
            Link(title, href),
            lead,
            "Save it",
            href,
            "A second person of your district is asked to confirm it. Until then it is shown as "
            "not confirmed, and counts nowhere. The history names you.",
        )
    return SayPage(
        f"Correct what {use.district} did with it",
        "Correct what your district said",
        Link(title, href),
        lead,
        "Save the correction",
        use.href,
        "A second person of your district is asked to confirm it again. Only your district can "
        "read what it said before.",
    )
