"""The states of a problem in words: its sign, its name, and what happens next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rpp import dates
from rpp.history import AuditEvent
from rpp.layout import Happened, Step
from rpp.problems.queries import Shown
from rpp.problems.verbs import PROBLEM, UNSHOWN, because


@dataclass(frozen=True)
class Words:
    """How a status is shown."""

    sign: str
    label: str
    next: str


STATUS = {
    "draft": Words(
        "draft",
        "Draft",
        "Only your district sees it. Finish it, then see what is already known about it.",
    ),
    "submitted": Words(
        "waiting",
        "Submitted",
        "A steward of {network} reads it next, and opens it or returns it with a reason.",
    ),
    "returned": Words("act", "Returned to you", "Its author changes it and submits it again."),
    "open": Words(
        "underway",
        "Open",
        "Districts of {network} can add their context, and choose it in the next round.",
    ),
    "prioritized": Words(
        "current",
        "Prioritized",
        "The districts of {network} chose it. A researcher can now propose a study.",
    ),
    "answered": Words(
        "done", "Answered by evidence", "A success: the district can act now, without a new study."
    ),
    "merged": Words("ended", "Merged", "It became part of another problem."),
    "retired": Words("ended", "Retired", "It ended without a study."),
    "resolved": Words("done", "Resolved", "Its study is finished, and the brief is published."),
}

WAITS = (
    "Only you see it until your membership in the district is approved. Then the district sees it, "
    "and you can submit it."
)


def words(problem: Shown, events: Iterable[AuditEvent] = ()) -> Words:
    """The words for a problem's state, naming its network and whether a study has begun."""
    found = STATUS[problem.status]
    if problem.author_waits:
        return Words(found.sign, found.label, WAITS)
    if problem.status == "prioritized" and study_of(events):
        return Words(found.sign, found.label, "A study has begun to answer it.")
    network = problem.network or "the network"
    return Words(found.sign, found.label, found.next.format(network=network))


def study_of(events: Iterable[AuditEvent]) -> int | None:
    """The study, listed for all, that began last on this problem."""
    going = [event.detail["study_id"] for event in _studies_going(events)]
    return going[-1] if going else None


def _studies_going(events: Iterable[AuditEvent]) -> list[AuditEvent]:
    """The lines of the studies that were listed, and not withdrawn or hidden again since."""
    going: dict[int, AuditEvent] = {}
    for event in events:
        if event.verb == "study_listed":
            going[event.detail["study_id"]] = event
        elif event.verb == "study_ended":
            going.pop(event.detail["study_id"], None)
    return list(going.values())


WAY = (
    ("Posted", "submitted"),
    ("Open", "opened"),
    ("Prioritized", "prioritized"),
    ("Study", "study_listed"),
    ("Brief", "resolved"),
)
ENDED = {"answered": "Answered", "merged": "Merged", "retired": "Retired"}


def steps(problem: Shown, events: Sequence[AuditEvent]) -> list[Step]:
    """The way from problem to brief, as far as it has come."""
    zone = problem.zone or dates.site_zone()
    at = {event.verb: event for event in events if event.verb != "study_listed"}
    at |= {event.verb: event for event in _studies_going(events)}
    ended = ENDED.get(problem.status)
    made = [
        _step(title, at[verb], zone, f"by {problem.author}" if verb == "submitted" else "")
        if verb in at
        else Step(title, "future")
        for title, verb in WAY
        if verb in at or not ended
    ]
    if ended:
        made.append(Step(ended, "done", dates.short_day_in(problem.status_since, zone)))
    elif problem.status != "resolved":
        reached = max((n for n, step in enumerate(made) if step.state == "done"), default=-1)
        made[reached] = replace(made[reached], state="current")
    return made


def _step(title: str, event: AuditEvent, zone: str, note: str) -> Step:
    href, text = _link(event)
    return Step(title, "done", dates.short_day_in(event.at, zone), text or note, href)


def _link(event: AuditEvent) -> tuple[str, str]:
    detail = event.detail
    if "round_id" in detail:
        return f"/rounds/{detail['round_id']}", "See the round"
    if "study_id" in detail:
        return f"/studies/{detail['study_id']}", "Read the study"
    if "brief_id" in detail:
        return f"/briefs/{detail['brief_id']}", "Read the brief"
    return "", ""


def history_lines(events: Sequence[AuditEvent], zone: str) -> list[Happened]:
    """A problem's events as lines for people; a study taken back is named, but not linked."""
    going = {event.id for event in _studies_going(events)}
    return [
        Happened(
            dates.short_day_in(event.at, zone),
            event.who or "The portal",
            PROBLEM.sentence(event.verb, event.detail),
            event.reason or because(event.detail),
            ""
            if event.verb == "study_listed" and event.id not in going
            else _link(event)[0] or _other(event),
        )
        for event in events
        if event.verb not in UNSHOWN
    ]


def _other(event: AuditEvent) -> str:
    detail = event.detail
    if event.verb == "answered":
        kind, _, number = str(detail.get("source", "")).partition("/")
        return f"/{ {'brief': 'briefs'}.get(kind, kind) }/{number}" if number else ""
    if event.verb in ("merged", "merge_proposed") and "into_id" in detail:
        return f"/problems/{detail['into_id']}"
    if event.verb in ("absorbed", "gave_back"):
        return f"/problems/{detail['from_id']}"
    return ""
