"""How strong a brief is: from the findings of its study, recorded as facts."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from rpp import clock
from rpp.briefs import publishing
from rpp.evidence.findings import operations
from rpp.evidence.findings.contrast import Contrast, Reported
from rpp.evidence.tiers import queries
from rpp.history import Event
from rpp.policy import Viewer
from rpp.studies.models import Study
from rpp.studies.outcome.facts import KIND
from tests.briefs.conftest import World
from tests.support.client import Browser

AsPerson = Callable[..., Browser]
HELPED = Contrast(
    intervention="Later first bell",
    comparison="Usual bell",
    outcome="Days present",
    domain="Attendance",
    design="rct",
    assigned="student",
    analyzed="student",
    n=400,
    overall_attrition=4.0,
    differential_attrition=1.0,
    districts_count=2,
    reported=(Reported(by="authors", effect_size=0.3, p_value=0.001),),
)


def record(world: World, facts: Contrast) -> None:
    """Record a finding of the study, as its lead does."""
    assert world.study.id is not None
    with world.make.writing() as session:
        viewer = Viewer(id=world.lead.id, name=world.lead.name)
        study = session.get_one(Study, world.study.id)
        about = operations.About(KIND.name, world.study.id, study.title, "", "", role="lead")
        operations.record(session, viewer, about, facts)


def kept(world: World) -> list[queries.Kept]:
    with world.make.writing() as session:
        key = ("study", world.study.id or 0)
        return queries.kept(session, [key]).get(key, [])


def test_a_brief_has_the_tier_of_its_studys_findings_once_it_is_out(
    world: World, anyone: Browser, browser_as: AsPerson
) -> None:
    brief = world.approved()
    with world.make.writing() as session:
        # Anyone may know of the study, and not of its findings yet.
        study = session.get_one(Study, world.study.id)
        study.listing, study.signed_at = "listed", clock.now()
    record(world, HELPED)
    # Findings are the partners' until the brief is out: nothing is kept of them before.
    assert [one for one in kept(world) if one.domain] == []
    draft = browser_as(world.lead).read(f"/briefs/{brief.id}").text
    assert "Tier 1 Strong" in draft
    assert "Tier 1" not in anyone.read("/briefs").text
    world.act(publishing.publish_brief, world.lead, brief.id)
    assert [(one.domain, one.tier) for one in kept(world)] == [("Attendance", 1)]
    page = anyone.read(f"/briefs/{brief.id}").text
    assert "Tier 1 Strong" in page
    assert "Computed, not reviewed yet." in page
    assert "Met: Large enough 400 students were studied on this outcome" in page
    assert "Tier 1 Strong on attendance" in anyone.read("/briefs").text
    assert f"/briefs/{brief.id}" in anyone.read("/briefs?tier=1").links
    record(world, HELPED_NOT)
    changed = _changes(world)
    assert changed[-1] == ("brief", {"domain": "Attendance", "before": 1, "after": None,
                                     "reviewed": False})  # fmt: skip
    page = anyone.read(f"/briefs/{brief.id}").text
    assert "A significant finding is unfavorable: Late arrivals." in page
    assert "computed another tier on attendance: no tier, where it was Tier 1 Strong" in page


HELPED_NOT = Contrast(
    **{
        **{name: getattr(HELPED, name) for name in HELPED.__slots__},
        "outcome": "Late arrivals",
        "reported": (Reported(by="authors", effect_size=-0.3, p_value=0.001),),
    }
)


def _changes(world: World) -> list[tuple[str, dict[str, Any]]]:
    with world.make.writing() as session:
        lines = select(Event.kind, Event.detail).where(Event.verb == "tier_changed")
        return [(kind, detail) for kind, detail in session.execute(lines.order_by(Event.id))]
