"""A publication added by hand joins what is here, and is never doubled."""

from typing import Any

from rpp.evidence.models import EvidenceRecord
from rpp.evidence.references.models import ReferenceImport

ONE = {
    "title": "Words at work: a trial in nine schools",
    "authors": "Ruiz, Ana\nNguyen, Bao",
    "year": "2019",
    "publication": "Reading Research",
    "doi": "https://doi.org/10.5555/abc.1",
}


def test_a_publication_is_added_once_and_found_again(browser_as: Any, make: Any) -> None:
    broker = browser_as(make.admin())
    assert "/evidence/new" in broker.read("/evidence").links
    assert "/evidence/new" in broker.read("/evidence/imports").links
    assert "/evidence/new" not in browser_as().read("/evidence").links
    page = broker.send("/evidence/new", ONE).text
    assert "The publication is added." in page
    assert "Imported, not reviewed" in page
    assert "Ruiz, Ana; Nguyen, Bao" in page
    assert "Its findings as facts" in page
    again = broker.send("/evidence/new", {**ONE, "title": "Words at work"}).text
    assert "This publication was here already." in again
    assert len(make.all(EvidenceRecord)) == 1
    # Each went the way of every import, so each can be undone.
    assert [one.status for one in make.all(ReferenceImport)] == ["done", "done"]


def test_what_only_looks_the_same_is_left_for_a_person(browser_as: Any, make: Any) -> None:
    broker = browser_as(make.admin())
    broker.send("/evidence/new", ONE)
    page = broker.send("/evidence/new", {**ONE, "doi": "", "publication": ""})
    assert "Something here looks the same." in page.text
    assert "/evidence/imports/2" in page.request.path
    assert len(make.all(EvidenceRecord)) == 1


def test_what_cannot_be_read_is_said_beside_its_field(browser_as: Any, make: Any) -> None:
    broker = browser_as(make.admin())
    for wrong, sentence in (
        ({"title": ""}, "Give the title of the publication."),
        ({"year": "19"}, "Give the year as four figures"),
        ({"doi": "abc"}, "This is no DOI."),
        ({"eric_id": "12"}, "This is no ERIC number."),
        ({"url": "javascript:alert(1)"}, "Start with https://"),
    ):
        assert sentence in broker.send("/evidence/new", {**ONE, **wrong}, status=422).text
    assert make.all(EvidenceRecord) == []


def test_who_serves_no_evidence_adds_none(browser_as: Any, make: Any) -> None:
    network = make.network(make.organization())
    assert (
        browser_as(make.steward(network, role="reviewer")).get("/evidence/new").status_code == 200
    )
    assert browser_as(make.researcher()).get("/evidence/new").status_code == 403
    assert "/sign-in" in browser_as().get("/evidence/new").location
