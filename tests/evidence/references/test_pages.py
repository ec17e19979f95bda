"""Bringing references in by the pages: preview, decisions, report, undo, and who may."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask

from rpp import jobs
from rpp.evidence.models import EvidenceRecord
from rpp.evidence.references import views
from rpp.evidence.references.models import ImportRow, ReferenceImport
from rpp.people.models import Person
from tests.evidence.references.library import many, ris
from tests.support import world as schools
from tests.support.client import Browser
from tests.support.factories import Factories

OPEN = Callable[..., Browser]
IMPORTS = "/evidence/imports"


@pytest.fixture
def broker(make: Factories) -> Person:
    def begin(make: Factories) -> Person:
        network = make.network(make.organization("Clinton Public Schools"))
        return make.steward(network, make.person("Bo Broker"), "broker")

    return make.begin("a broker", lambda: begin(make))


def upload(browser: Browser, text: str | bytes, name: str = "library.ris", **more: str) -> str:
    """Bring a file in; the address of its import."""
    data = text.encode() if isinstance(text, str) else text
    answer = browser.send(IMPORTS, {"file": (BytesIO(data), name), **more}, action=IMPORTS)
    return answer.request.path


def titles(make: Factories) -> list[str]:
    return [one.title for one in make.all(EvidenceRecord) if one.form == "reference"]


def test_a_file_is_seen_decided_brought_in_and_undone(
    browser_as: OPEN, make: Factories, broker: Person, anyone: Browser, app: Flask
) -> None:
    browser = browser_as(broker)
    assert "Import references" in browser.read("/evidence").text
    first = upload(browser, ris("Pairs: A trial", "Feld, Imani", PY=2001, AB="It says so."))
    browser.send(first, action=f"{first}/approve")
    (known,) = make.all(EvidenceRecord)

    text = (
        ris("Pairs", "Feld, I.", PY=2001)
        + ris("Quite new", "Park, Jo", PY=2002, DO="10.5555/new")
        + "TY  - JOUR\nAU  - Nobody, N\nER  - \n"
        + ris("=Formula(new)", "Park, Jo", PY=2002)
    )
    at = upload(browser, text, origin="A library", license="CC0-1.0")
    page = browser.read(at)
    assert "2 are new, 1 may be a duplicate, 1 is not understood" in page.text
    assert "Nothing is written yet" in page.text
    assert "This entry has no title. It was left out." in page.text
    assert len(titles(make)) == 1, "a preview writes nothing"

    # A person decides, and the decision is kept with who made it.
    ask = browser.read(f"{at}?show=ask")
    assert "The same title, and nothing that sets them apart." in ask.text
    browser.send(f"{at}?show=ask", {"entry-1": "later"}, action=f"{at}/decisions")
    browser.send(at, action=f"{at}/approve")
    page = browser.read(at)
    assert "2 added, 0 joined with what was here already. 1 entry still waits" in page.text
    browser.send(f"{at}?show=ask", {"entry-1": "same-0"}, action=f"{at}/decisions")
    assert "2 added, 1 joined" in browser.read(at).text
    row = next(one for one in make.all(ImportRow) if one.decision)
    assert (row.record_id, row.decision, row.decided_by) == (known.id, "same", broker.id)
    assert row.decided_at is not None

    # What was written looks right to everyone, and says that nobody reviewed it.
    page = anyone.read(f"/evidence/{known.id}")
    for words in ("Imported, not reviewed", "Feld, I. (2001). Pairs: A trial.", "It says so.",
                  "“Pairs: A trial” has not been reviewed here, and no rating of this",
                  "line 1 of library.ris (RIS), from A library (CC0)"):  # fmt: skip
        assert words in page.text
    assert "Quite new" not in anyone.read("/evidence").text
    listed = anyone.read("/evidence?form=reference").text
    assert "Quite new" in listed
    assert "Imported, not reviewed" in listed

    report = browser.get(f"{at}.csv")
    lines = report.get_data(as_text=True).splitlines()
    assert "'=Formula(new)" in lines[-1]
    assert any("This entry has no title.,It was left out." in line for line in lines)

    # Undone: what it made goes, the address says so, what another import brought stays.
    browser.send(f"{at}/undo", action=f"{at}/undo")
    assert titles(make) == ["Pairs: A trial"]
    gone = next(one for one in make.all(EvidenceRecord) if one.title == "Quite new")
    assert "the import was undone later" in anyone.read(f"/evidence/{gone.id}", 410).text
    assert (
        "line 1 of library.ris (RIS), from A library"
        not in anyone.read(f"/evidence/{known.id}").text
    )
    # It can be brought in once more.
    again = upload(browser, ris("Quite new", "Park, Jo", PY=2002, DO="10.5555/new"))
    browser.send(again, action=f"{again}/approve")
    assert titles(make) == ["Pairs: A trial", "Quite new"]


def test_who_may_not_import_knows_of_no_import(
    browser_as: OPEN, make: Factories, broker: Person, anyone: Browser
) -> None:
    at = upload(browser_as(broker), many(1))
    browser_as(broker).send(at, action=f"{at}/approve")
    stranger, admin = browser_as(make.person()), browser_as(make.admin())
    other = browser_as(make.steward(make.network(), make.person()))
    assert stranger.get(IMPORTS).status_code == 403
    assert "Import references" not in stranger.read("/evidence").text
    for browser in (stranger, anyone):
        assert browser.get(at).status_code == 404
        assert browser.get(f"{at}.csv").status_code == 404
        for verb in ("approve", "discard", "decisions", "undo"):
            assert browser.force(f"{at}/{verb}").status_code == 404
    assert anyone.get(IMPORTS).status_code == 302
    # Whoever imports sees what others imported; only who did it, or an administrator, undoes it.
    assert "1 added" in other.read(at).text
    assert other.get(f"{at}/undo").status_code == 403
    assert "Undo this import" not in other.read(at).text
    admin.send(f"{at}/undo", action=f"{at}/undo")
    assert titles(make) == []


def test_what_is_referred_to_is_not_undone(
    browser_as: OPEN, make: Factories, broker: Person
) -> None:
    w = schools.build(make)
    at = upload(browser_as(broker), ris("It answers", "Feld, I"))
    browser_as(broker).send(at, action=f"{at}/approve")
    (record,) = make.all(EvidenceRecord)
    problem = w.problem("open")
    browser_as(w.steward).send(
        f"/problems/{problem.id}/answer",
        {"source": f"/evidence/{record.id}", "why_it_fits": "It fits our schools well."},
    )
    answer = browser_as(broker).send(f"{at}/undo", action=f"{at}/undo", status=422)
    assert "refer to 1 of its records (“It answers”)" in answer.text
    assert titles(make) == ["It answers"]


def test_a_decision_that_somebody_made_meanwhile_is_not_replaced_unseen(
    browser_as: OPEN, make: Factories, broker: Person
) -> None:
    browser = browser_as(broker)
    first = upload(browser, ris("Pairs", "Feld, I", PY=2001))
    browser.send(first, action=f"{first}/approve")
    at = upload(browser, ris("Pairs", "Feld, Imani", PY=2001))
    page = browser.read(f"{at}?show=ask")
    browser_as(make.admin()).send(f"{at}?show=ask", {"entry-1": "same-0"}, action="decisions")
    answer = browser.send(at, {"entry-1": "different"}, action="decisions", page=page)
    assert "Somebody else decided about the entry on line 1 meanwhile" in answer.text
    (row,) = [one for one in make.all(ImportRow) if one.found == "ask"]
    assert row.decision == "same"
    # The same words again change nothing.
    browser.send(f"{at}?show=ask", {"entry-1": "later"}, action="decisions")
    browser.send(at, action=f"{at}/approve")
    assert len(titles(make)) == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty."),
        (b"%PDF-1.7", "not a text file of references"),
        (b"x" * (20 * 1024**2 + 1), "larger than 20 MB"),
    ],
)
def test_a_file_that_cannot_be_one_is_refused_beside_its_field(
    browser_as: OPEN, broker: Person, make: Factories, data: bytes, sentence: str
) -> None:
    form = {"file": (BytesIO(data), "a.ris"), "origin": "Typed"}
    answer = browser_as(broker).send(IMPORTS, form, action=IMPORTS, status=422)
    assert sentence in answer.text
    assert "Typed" in answer.text
    assert make.all(ReferenceImport) == []


def test_a_large_file_waits_for_the_worker_and_says_so(
    browser_as: OPEN, broker: Person, make: Factories, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 10)
    browser = browser_as(broker)
    at = upload(browser, many(3))
    page = browser.read(at).text
    assert "The file waits to be read." in page
    assert "worker has not run for a while" in page
    jobs.run_due(app)
    page = browser.read(at)
    assert "3 are new" in page.text
    browser.send(at, action=f"{at}/approve")
    assert "0 of 3 entries are written." in browser.read(at).text
    jobs.run_due(app)
    assert "3 added" in browser.read(at).text
    # The search holds them, and says what they are.
    found = browser.read("/search?q=invented+trial").text
    assert "imported and not reviewed" in found
    other = upload(browser, ris("Invented trial of another import", "Feld, I"))
    for path in (other, f"{at}/undo"):
        browser.send(path, action=path if "undo" in path else f"{path}/discard")
    jobs.run_due(app)
    assert "imported and not reviewed" not in browser.read("/search?q=invented+trial").text
    discarded = upload(browser, many(1, start=9))
    browser.send(discarded, action=f"{discarded}/discard")
    assert "Nothing of it was written." in browser.read(discarded).text


def test_nothing_that_a_file_says_becomes_markup(
    browser_as: OPEN, broker: Person, anyone: Browser, make: Factories
) -> None:
    evil = "<script>alert(1)</script>"
    browser = browser_as(broker)
    at = upload(
        browser,
        ris(f"Title {evil} \u202eevil", f"Feld{evil}, I", UR="javascript:alert(1)", AB=evil),
        name=f"{evil}.ris",
    )
    browser.send(at, action=f"{at}/approve")
    (record,) = make.all(EvidenceRecord)
    assert record.title == "Title evil"
    for path in (at, f"/evidence/{record.id}", "/evidence?form=reference", IMPORTS):
        html = browser.get(path).get_data(as_text=True)
        assert "<script>alert" not in html
        assert not re.search(r'href="javascript', html)
