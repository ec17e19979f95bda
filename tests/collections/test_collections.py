"""Lists of briefs, studies and problems: a person's own, and shelves of networks."""

import csv
import io
import json
from dataclasses import dataclass

import bibtexparser
import pytest
import rispy
from flask import Flask
from sqlmodel import Session

from rpp import clock
from rpp.briefs.models import Brief
from rpp.collections import links, operations
from rpp.collections.models import Collection, CollectionItem
from rpp.errors import DomainError
from rpp.evidence.models import EvidenceRecord
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.problems.models import Problem
from tests.briefs.conftest import World
from tests.studies.test_races import together
from tests.test_statements import statements

NOTE = "Read the <b>second</b> table first.\nIt is 1. of 3."


@dataclass
class Shelf:
    """A published brief and an open problem, whoever keeps them, and who reads."""

    world: World
    brief: Brief
    mara: Person
    steward: Person

    @property
    def save(self) -> str:
        return f"/collections/save/brief/{self.brief.id}"

    def newest(self) -> Collection:
        return self.lists()[-1]

    def lists(self) -> list[Collection]:
        return [one for one in self.world.make.all(Collection) if one.audience != "deleted"]

    def items(self) -> list[tuple[str, int]]:
        rows = sorted(self.world.make.all(CollectionItem), key=lambda row: (row.position, row.id))
        return [(row.kind, row.subject_id) for row in rows]


@pytest.fixture
def own(world: World) -> Shelf:
    brief = world.published()
    return Shelf(world, brief, world.make.person("Mara Tull"), world.make.steward(world.network))


def test_a_brief_is_saved_with_one_press_and_once(browser_as, own: Shelf) -> None:
    mara, page = browser_as(own.mara), f"/briefs/{own.brief.id}"
    # Who is not signed in finds the way, and the page of everyone stays the same for all.
    assert own.save in browser_as().read(page).links
    assert "/sign-in" in browser_as().get(own.save).headers["Location"]
    for _ in range(2):
        said = mara.send(page, action=own.save)
        assert "Saved to “My list”" in said.text
    mara.send(f"/problems/{own.world.problem.id}", action=f"/{own.world.problem.id}")
    assert own.items() == [("brief", own.brief.id), ("problem", own.world.problem.id)]
    at = f"/collections/{own.newest().id}"
    assert own.newest().audience == "private"
    assert at in mara.read("/me/collections").links
    assert "/me/collections" in mara.read("/me").links
    shown = mara.read(at)
    assert shown.text.index(own.brief.title) < shown.text.index(own.world.problem.title)
    # Nobody else knows of it, not even by its number.
    for browser in (browser_as(), browser_as(own.steward)):
        assert browser.get(at).status_code == 404
        for door in ("edit", "delete"):
            assert browser.get(f"{at}/{door}").status_code in (302, 404)
        assert browser.force(f"{at}/link").status_code in (401, 404)
        assert "My list" not in browser.read("/collections").text


def test_notes_order_and_versions_are_changed_without_scripts(browser_as, own: Shelf) -> None:
    record = own.world.make.add(evidence("Tutoring in pairs"))
    mara = browser_as(own.mara)
    mara.send(f"/evidence/{record.id}", action=f"/collections/save/evidence/{record.id}")
    mara.send(f"/briefs/{own.brief.id}", action=own.save)
    at = f"/collections/{own.newest().id}"
    first, second = (f"{at}/items/{row.id}" for row in own.world.make.all(CollectionItem))
    assert f"{first}/up" not in [form.action for form in mara.read(at).forms]
    mara.send(at, action=f"{second}/up")
    assert own.items() == [("brief", own.brief.id), ("evidence", record.id)]
    mara.force(f"{second}/up")  # the first goes no higher
    mara.send(at, action=f"{second}/down")
    assert own.items() == [("evidence", record.id), ("brief", own.brief.id)]
    own.world.corrected(own.brief)
    mara.send(f"{second}/note", {"note": NOTE, "version": "1"})
    shown = mara.read(at)
    assert NOTE.replace("\n", " ") in " ".join(shown.text.split())
    assert f"/briefs/{own.brief.id}/v1" in shown.links
    mara.send(f"{first}/note", {"note": "Two children, one adult."})
    mara.send(at, action=f"{first}/remove")
    assert own.items() == [("brief", own.brief.id)]
    refused = mara.force(f"{second}/note", {"note": "Maya Smith, born 3/4/2015, reads slowly."})
    assert refused.status_code == 422
    assert mara.force(f"{second}/note", {"version": "9", "note": ""}).status_code == 422


def evidence(title: str) -> EvidenceRecord:
    now = clock.now()
    about = {"key": f"wwc:study:{title}", "source": "wwc", "form": "study"}
    return EvidenceRecord(title=title, imported_at=now, updated_at=now, **about)


def test_a_link_opens_a_list_until_a_new_one_is_made(browser_as, own: Shelf, app: Flask) -> None:
    mara, anyone = browser_as(own.mara), browser_as()
    mara.send(f"/briefs/{own.brief.id}", action=own.save)
    at = f"/collections/{own.newest().id}"
    assert mara.force(f"{at}/link").status_code == 303
    assert own.newest().link_number == 0, "a private list has no link"

    def link() -> str:
        page = mara.read(at).text
        found: str = page.split("http://localhost")[1].split()[0]
        return found

    mara.send(f"{at}/edit", {"audience": "link", "title": "For our principals"})
    old = link()
    response = anyone.get(old)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    shown = anyone.read(old)
    assert "For our principals" in shown.text
    assert "A list of Mara Tull" in shown.text
    assert "Remove" not in shown.text
    assert anyone.get(at).status_code == 404, "the number alone opens nothing"
    assert "For our principals" not in anyone.read("/collections").text
    assert f"briefs/{own.brief.id}" in anyone.get(f"{old}.bib").text
    # Neither another list's number nor a changed sign makes a link.
    with app.app_context():
        forged = links.token(99, 1)
    for token in (forged, old.rsplit("/", 1)[1][:-1] + "x", "x"):
        assert anyone.get(f"/collections/shared/{token}").status_code == 404

    mara.send(at, action=f"{at}/link")
    assert anyone.get(old).status_code == 404
    assert anyone.get(f"{old}.bib").status_code == 404
    assert anyone.get(new := link()).status_code == 200
    # Private again, and for a link once more: no link of before comes back.
    for audience in ("private", "link"):
        mara.send(f"{at}/edit", {"audience": audience})
        assert anyone.get(new).status_code == 404
    assert anyone.get(link()).status_code == 200


def test_stewards_keep_a_shelf_of_their_network(browser_as, own: Shelf) -> None:
    steward, other = browser_as(own.steward), browser_as(own.world.co_lead)
    network = own.world.network
    about = {
        "network_id": str(network.id),
        "title": "Where we begin",
        "about": "For districts that join us.",
        "audience": "public",
    }
    page = steward.read(f"/collections/new?network={network.id}")
    for _ in range(2):
        steward.send("/collections/new", about, page=page)
    assert len(own.lists()) == 1, "a form sent twice begins one list"
    at = f"/collections/{own.newest().id}"
    steward.send(own.save, {"collection_id": str(own.newest().id)})
    assert own.items() == [("brief", own.brief.id)]
    listed = browser_as().read(f"/networks/{network.slug}/collections")
    assert "Where we begin" in listed.text
    assert (
        f"/networks/{network.slug}/collections"
        in browser_as().read(f"/networks/{network.slug}").links
    )
    assert "Where we begin" in browser_as().read("/collections").text
    shown = other.read(at)
    assert f"A shelf of {network.name}" in shown.text
    # A member of the network is no steward: they read, and change nothing.
    item = own.world.make.all(CollectionItem)[0].id
    for door in ("edit", "delete", f"items/{item}/note"):
        assert other.get(f"{at}/{door}").status_code == 403
    for door in ("link", f"items/{item}/up", f"items/{item}/down", f"items/{item}/remove"):
        assert other.force(f"{at}/{door}").status_code == 403
    forged = other.force(own.save, {"collection_id": str(own.newest().id)})
    assert forged.status_code == 303
    assert "Choose one of your lists" in other.read("/me").text
    begun = other.force("/collections/new", {**about, "once": "x"})
    assert begun.status_code == 422
    assert len(own.lists()) == 1


@pytest.mark.parametrize("hidden", ["brief withdrawn", "problem hidden"])
def test_what_is_no_longer_public_leaves_no_title_in_lists_of_others(
    browser_as, own: Shelf, hidden: str
) -> None:
    mara, problem = browser_as(own.mara), own.world.problem
    mara.send(f"/briefs/{own.brief.id}", action=own.save)
    mara.send(f"/problems/{problem.id}", action=f"/{problem.id}")
    at = f"/collections/{own.newest().id}"
    for row in own.world.make.all(CollectionItem):
        mara.send(f"{at}/items/{row.id}/note", {"note": f"A note on the {row.kind}."})
    mara.send(f"{at}/edit", {"audience": "public", "title": "Buses"})
    title = own.brief.title if hidden.startswith("brief") else problem.title
    assert title in browser_as().read(at).text
    with own.world.make.writing() as session:
        if hidden.startswith("brief"):
            session.get_one(Brief, own.brief.id).status = "withdrawn"
        else:
            session.get_one(Problem, problem.id).audience = "network"
    kind = hidden.split()[0]
    for browser in (browser_as(), browser_as(own.world.stranger)):
        shown = browser.read(at).text
        assert title not in shown
        assert f"A note on the {kind}." not in shown
        assert "One item is no longer public." in shown
        for form in ("bib", "ris", "json", "csv"):
            assert title not in browser.get(f"{at}.{form}").text
    # Those who keep it see where it was, and can remove it; not what it says now.
    kept = mara.read(at).text
    assert title not in kept
    assert "This is no longer public." in kept
    if kind == "problem":
        # A member of its network still reads it there.
        assert title in browser_as(own.world.practitioner).read(at).text


def test_a_list_is_a_file_for_reference_managers(browser_as, own: Shelf) -> None:
    own.world.corrected(own.brief)
    mara = browser_as(own.mara)
    mara.send(f"/briefs/{own.brief.id}", action=own.save)
    at = f"/collections/{own.newest().id}"
    item = own.world.make.all(CollectionItem)[0]
    newest = own.world.now(own.brief).title
    record = own.world.make.add(evidence("=Tutoring in pairs"))
    mara.send(f"/evidence/{record.id}", action=f"/collections/save/evidence/{record.id}")
    both = [newest, record.title]
    entries = bibtexparser.loads(mara.get(f"{at}.bib").text).entries
    assert [entry["title"] for entry in entries] == both
    assert [one["title"] for one in rispy.loads(mara.get(f"{at}.ris").text)] == both
    mara.send(f"{at}/items/{item.id}/note", {"version": "1"})
    cited, _ = json.loads(mara.get(f"{at}.json").text)
    assert cited["title"] == own.brief.title
    assert cited["version"] == "1"
    # A spreadsheet must not run a title as a formula.
    rows = list(csv.DictReader(io.StringIO(mara.get(f"{at}.csv").text.lstrip("\ufeff"))))
    assert [row["title"] for row in rows] == [own.brief.title, f"'{record.title}"]


def test_what_cannot_be_read_or_kept_is_not_saved(browser_as, own: Shelf) -> None:
    mara = browser_as(own.mara)
    for thing in ("brief/999", "study/1", "person/1", "collection/1", "use/1"):
        assert mara.get(f"/collections/save/{thing}").status_code == 404
        assert mara.force(f"/collections/save/{thing}").status_code == 404
    assert own.lists() == []


def test_two_presses_at_once_begin_one_list_and_save_once(own: Shelf) -> None:
    viewer, brief_id = Viewer(id=own.mara.id), own.brief.id or 0

    def press(session: Session) -> object:
        return operations.save_to_list(session, viewer, "brief", brief_id)

    assert together(own.world, press, press) == ["done", "done"]
    assert len(own.lists()) == 1
    assert own.items() == [("brief", brief_id)]


def test_a_list_is_deleted_for_good_and_with_the_account(browser_as, own: Shelf) -> None:
    mara = browser_as(own.mara)
    mara.send(f"/briefs/{own.brief.id}", action=own.save)
    first = f"/collections/{own.newest().id}"
    mara.send(f"{first}/edit", {"audience": "public", "title": "Buses and bells"})
    mara.send(f"{first}/delete")
    for browser in (mara, browser_as()):
        assert browser.get(first).status_code == 404
        assert "Buses and bells" not in browser.read("/collections").text
    assert own.world.make.all(CollectionItem) == []
    mara.send(f"/briefs/{own.brief.id}", action=own.save)
    second = own.newest()
    assert f"/collections/{second.id}" != first, "a number names one list"
    with own.world.make.writing() as session:
        operations.forget(session, Viewer(id=own.mara.id))
    assert own.lists() == []
    assert own.world.make.all(CollectionItem) == []


def test_a_list_holds_so_much_and_costs_the_same(browser_as, own: Shelf, app: Flask) -> None:
    viewer = Viewer(id=own.mara.id)
    with own.world.make.writing() as session:
        made = operations.save_to_list(session, viewer, "brief", own.brief.id or 0)
        for n in range(2, operations.MOST_ITEMS + 1):
            session.add(
                CollectionItem(
                    **{"collection_id": made.id, "kind": "evidence", "subject_id": n},
                    **{"position": n, "added_by": viewer.id, "added_at": made.created_at},
                )
            )
    problem_id = own.world.problem.id or 0
    with pytest.raises(DomainError, match="at most"), own.world.make.writing() as session:
        operations.save_to_list(session, viewer, "problem", problem_id)
    with statements(app) as said:
        browser_as(own.mara).read(f"/collections/{made.id}")
    assert len(said) <= 6
