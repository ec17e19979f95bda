"""Since you adopted this: what changed in the evidence behind what a district uses."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlmodel import Session, col, select

from rpp import adopted, clock, history, jobs
from rpp.adopted import changes, queries
from rpp.briefs import retiring
from rpp.briefs.models import Brief
from rpp.briefs.uses import operations
from rpp.briefs.uses.models import BriefUse
from rpp.briefs.uses.operations import Said
from rpp.evidence.models import EvidenceRecord
from rpp.evidence.operations import import_wwc
from rpp.organizations.models import Membership, Organization
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.search import operations as search
from tests.briefs.conftest import World, world, worlds
from tests.evidence import sample
from tests.support.client import Browser

__all__ = ["world", "worlds"]
AsPerson = Callable[..., Browser]
SECRET = "Quetzalcoatl"


@dataclass
class Used:
    """A brief that names a reviewed study, and a district that uses it."""

    world: World
    brief: Brief
    district: Organization
    leader: Person
    colleague: Person

    @property
    def page(self) -> str:
        return f"/organizations/{self.district.id}/adopted"

    def viewer(self) -> Viewer:
        id_ = self.district.id or 0
        return Viewer(
            id=self.leader.id, leas=frozenset({id_}), organization_names={id_: self.district.name}
        )

    def use(self, **said: Any) -> BriefUse:
        words = {"decision": SECRET, "why": f"{SECRET} said so.", "way": "instrumental", **said}
        typed = Said(
            version=1, stage="in_use", used_on=clock.now().date() - timedelta(days=9), **words
        )
        with self.world.make.writing() as session:
            made = operations.record_use(
                session, self.viewer(), self.brief.id or 0, self.district.id, typed
            )
            session.flush()
        return made

    def tier(self, before: int | None, after: int | None) -> None:
        detail = {"domain": "Comprehension", "before": before, "after": after, "reviewed": True}
        with self.world.make.writing() as session:
            record = session.get_one(EvidenceRecord, 1)
            history.record(session, record, "tier_changed", None, detail=detail)


@pytest.fixture
def used(world: World, word_club: Callable[..., None]) -> Used:
    word_club()
    brief = world.published(parts={"limits": "Others tried Word Club, see /evidence/1."})
    district = world.make.organization("Harford County", state="MD")
    return Used(
        world,
        brief,
        district,
        world.make.leader(district, name="Rhea Harford"),
        world.make.member(district, name="Gil Harford"),
    )


def test_a_district_reads_what_changed_and_what_to_reconsider(
    browser_as: AsPerson, used: Used
) -> None:
    used.use()
    own = browser_as(used.leader)
    before = own.read(used.page).text
    assert "Nothing changed since" in before
    assert "Keep using it" not in before
    used.tier(1, 2)
    used.world.corrected(used.brief)
    now = own.read(used.page)
    assert "2 changes since" in now.text
    assert (
        "The ESSA tier of a study it names on comprehension is Tier 2 now. It was Tier 1."
        in now.text
    )
    assert "Version 2 of the brief came out: The title names where it was tried." in now.text
    assert "The evidence is weaker than when you began" in now.text
    assert "/evidence/1" in now.links
    # What it decides is recorded with the form there is, and then nothing is left to read.
    keep = f"/briefs/{used.brief.id}/uses/new?district={used.district.id}&stage=in_use"
    assert keep in now.links
    form = own.read(keep).form("", "decision")
    assert form.fields["stage"] == ["in_use"]
    said = {"decision": "We keep the later bell.", "why": "The study fits our routes."}
    own.send(keep, {**said, "way": "instrumental", "used_on": "2026-03-02", "version": "2"})
    assert "Nothing changed since" in own.read(used.page).text


def test_a_tier_that_rose_is_no_warning_and_a_withdrawn_brief_is_one(
    browser_as: AsPerson, used: Used
) -> None:
    used.use()
    own = browser_as(used.leader)
    used.tier(None, 1)
    assert "It does not speak against what you do" in own.read(used.page).text
    used.world.act(retiring.withdraw_brief, used.world.lead, used.brief.id, "A count was wrong.")
    text = own.read(used.page)
    assert "The brief was withdrawn: A count was wrong." in text.text
    assert "replaced or withdrawn. Read why before you go on." in text.text
    assert any(link.endswith("/correct") for link in text.links)


def test_what_happened_before_is_not_told(
    browser_as: AsPerson, used: Used, session: Session
) -> None:
    first = used.use()
    used.tier(2, 1)
    # Another district says it later: what is told of each begins with its own words.
    other = used.world.make.organization("Later County", state="MD")
    later = replace(used, district=other, leader=used.world.make.leader(other))
    second = later.use()
    assert "Nothing changed since" in browser_as(later.leader).read(later.page).text
    both = Viewer(leas=frozenset({used.district.id, other.id}))
    found = changes.since(session, both, queries.adopted(session, both))
    assert (len(found[first.id]), len(found[second.id])) == (1, 0)


def test_new_records_are_told_of_with_what_speaks_against(
    browser_as: AsPerson, used: Used, tmp_path: Path
) -> None:
    used.use()
    against = {"FindingID": 900, "Improvement_Index": -9, "Intervention_Mean": 40}
    study = {"f_findingid": 900, "s_studyid": 44, "f_improvement_index": -9}
    cited = {
        "s_citation": "Ode, B. (2019). Clubs again: A larger trial. Reading Letters, 9(1), 1–9."
    }
    other = {"FindingID": 901, "InterventionID": 71, "Intervention_Name": "Number Club"}
    with used.world.make.writing() as session:
        import_wwc(
            session,
            [
                sample.file(tmp_path, "findings", against, other),
                sample.file(tmp_path, "studies", study | cited),
            ],
        )
        search.reindex(session)
    text = browser_as(used.leader).read(used.page).text
    assert "A reviewed study on the same program came in: “Clubs again: A larger trial" in text
    assert "1 significant finding speaks against what was tried." in text
    assert "New findings speak against it." in text
    assert "Number Club" not in text


def test_a_private_use_leaks_nowhere(browser_as: AsPerson, anyone: Browser, used: Used) -> None:
    use = used.use()
    with used.world.make.writing() as session:
        session.get_one(BriefUse, use.id).network_id = used.world.problem.network_id
    used.tier(1, 2)
    for reader in (anyone, browser_as(used.world.stranger)):
        shown = reader.read(used.page)
        assert "No use stands here to read." in shown.text
        assert used.brief.title not in shown.text
    assert anyone.get(f"/briefs/{used.brief.id}/adopted").status_code == 302
    stranger = browser_as(used.world.stranger).get(f"/briefs/{used.brief.id}/adopted")
    assert stranger.status_code in (200, 403)
    assert SECRET not in stranger.get_data(as_text=True)
    assert used.district.name not in stranger.get_data(as_text=True)
    # What others may not decide is not offered to them, of a public use either.
    with used.world.make.writing() as session:
        session.get_one(BriefUse, use.id).network_id = None
    public = anyone.read(used.page)
    assert "1 change since" in public.text
    assert "Keep using it" not in public.text
    assert "The evidence is weaker" not in public.text


def test_the_briefs_page_and_ones_own_page_lead_there(browser_as: AsPerson, used: Used) -> None:
    used.use()
    used.tier(1, 2)
    own = browser_as(used.leader)
    assert f"/briefs/{used.brief.id}/adopted" in own.read(f"/briefs/{used.brief.id}").links
    assert "The evidence is weaker" in own.read(f"/briefs/{used.brief.id}/adopted").text
    assert used.page in own.read("/me").links
    assert used.page in own.read(f"/organizations/{used.district.id}").links
    card = own.get(used.page, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "Something changed in the evidence behind it." in card


def test_the_districts_own_people_hear_once_that_something_changed(
    browser_as: AsPerson, used: Used, app: Flask
) -> None:
    told = "something changed in the evidence behind what your district uses"
    used.use()
    used.tier(1, 2)
    assert jobs.run_due(app)[adopted.NAME] == 1
    assert told in browser_as(used.leader).read("/notices").text
    assert told not in browser_as(used.world.stranger).read("/notices").text
    assert SECRET not in browser_as(used.leader).read("/notices").text
    later = clock.now() + timedelta(days=2)
    with clock.at(later):
        assert jobs.run_due(app)[adopted.NAME] == 0


def test_who_left_the_district_hears_nothing_and_reads_no_more_what_was_told(
    browser_as: AsPerson, used: Used, app: Flask
) -> None:
    told = "something changed in the evidence behind what your district uses"
    used.use()
    second = used.world.make.leader(used.district, name="Odette Harford")
    used.tier(1, 2)
    leave(used, used.leader)
    assert jobs.run_due(app)[adopted.NAME] == 1
    assert [one.person_id for one in used.world.make.notices()].count(used.leader.id) == 0
    assert told in browser_as(second).read("/notices").text
    leave(used, second)
    assert told not in browser_as(second).read("/notices").text


def leave(used: Used, person: Person) -> None:
    with used.world.make.writing() as session:
        own = col(Membership.person_id) == person.id
        session.exec(select(Membership).where(own)).one().status = "ended"


def test_the_page_asks_as_many_statements_however_many_uses_there_are(
    used: Used, app: Flask
) -> None:
    used.use()
    used.tier(1, 2)
    counts = []
    with app.app_context():
        from rpp import db

        seen: list[str] = []
        event.listen(db.engine(), "before_cursor_execute", lambda *args: seen.append(args[2]))
        for more in (0, 0, 6):
            for at in range(more):
                brief = Brief(
                    **{
                        **used.brief.model_dump(
                            exclude={"id", "study_id", "published_seq", "draft"}
                        ),
                        "type": "answer",
                        "title": f"A later bell, number {at}",
                        "draft": used.brief.draft,
                    }
                )
                one = used.world.make.add(brief)
                use = used.world.make.all(BriefUse)[0].model_dump(exclude={"id"})
                copied_version(used, one)
                used.world.make.add(BriefUse(**{**use, "brief_id": one.id}))
            seen.clear()
            uses = queries.adopted(db.session(), used.viewer(), used.district.id)
            changes.since(db.session(), used.viewer(), uses)
            counts.append((len(uses), len(seen)))
            db.session().rollback()
    assert [number for number, _ in counts] == [1, 1, 7]
    assert counts[1][1] == counts[2][1] <= 12, counts


def copied_version(used: Used, brief: Brief) -> None:
    from rpp.briefs.models import BriefVersion

    (first,) = [one for one in used.world.make.all(BriefVersion) if one.brief_id == used.brief.id]
    values = {name: getattr(first, name) for name in BriefVersion.model_fields if name != "id"}
    used.world.make.add(BriefVersion(**{**values, "brief_id": brief.id}))
