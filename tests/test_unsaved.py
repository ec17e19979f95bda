"""What is typed and not saved is its writer's alone, offered back, and gone once it is saved."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlmodel import select

from rpp import clock
from rpp.people import drafting
from rpp.problems.models import Problem
from rpp.resend import SentForm
from rpp.studies.models import StudySection
from rpp.studies.papers import signing
from rpp.unsaved import MOST, Unsaved
from tests.studies.conftest import World
from tests.studies.conftest import world as studies_world
from tests.support.client import ORIGIN, Browser
from tests.support.html import Page

__all__ = ["studies_world"]

AsPerson = Callable[..., Browser]


def keeps(browser: Browser, page: Page, place: str, **typed: Any) -> Any:
    """What the script sends while someone types."""
    form = page.form(place)
    data = {**form.fields, **typed, "kept_place": place}
    return browser.post("/me/unsaved", data=data, headers=ORIGIN)


@pytest.fixture
def at(studies_world: World) -> str:
    return f"/studies/{studies_world.study('co_design').id}/sections/design"


def test_half_a_sentence_is_its_writers_alone_until_it_is_saved(
    studies_world: World, browser_as: AsPerson, at: str
) -> None:
    w = studies_world
    renata, imani = browser_as(w.co_lead), browser_as(w.lead)
    answer = keeps(renata, renata.read(at), at, body="A draw among eleven sch")
    assert answer.json["saved"].endswith("Z")
    # The co-leads read nothing of it, on the study, in its section or on their own pages.
    for path in (at.split("/sections")[0], at, "/me"):
        assert "eleven sch" not in imani.read(path).text
    assert all(row.body == "" for row in w.make.all(StudySection) if row.key == "design")
    # They find it again, with the time in a zone that is named, and it is theirs to drop.
    again = renata.read(at)
    assert again.form(at, "body").fields["body"][0].strip() == "A draw among eleven sch"
    assert "You typed this on" in again.text
    assert "UTC and did not save it" in again.text
    assert "A draw among eleven sch" in renata.read("/me").text
    renata.send(at, {"body": "A draw among eleven schools."}, action=at, page=again)
    assert w.make.all(Unsaved) == []
    assert "A draw among eleven schools." in imani.read(at.split("/sections")[0]).text
    assert "You typed this on" not in renata.read(at).text


def test_what_is_only_typed_makes_no_study_freezable(
    studies_world: World, browser_as: AsPerson
) -> None:
    w = studies_world
    study = w.study("co_design")
    w.write_all(study)
    with w.make.writing() as session:
        asks = select(StudySection).where(StudySection.key == "asks")
        row = session.exec(asks).one()
        row.body = row.body_html = ""
    place = f"/studies/{study.id}/sections/asks"
    renata = browser_as(w.co_lead)
    assert keeps(renata, renata.read(place), place, body="Ten hou").status_code == 200
    with pytest.raises(Exception, match="What it asks of schools"):
        w.do(signing.freeze_text, w.lead, study.id, "listed")


def test_what_was_typed_before_a_colleague_saved_overwrites_nothing(
    studies_world: World, browser_as: AsPerson, at: str
) -> None:
    renata, imani = browser_as(studies_world.co_lead), browser_as(studies_world.lead)
    mine = renata.read(at)
    imani.send(at, {"body": "The text of Imani."}, action=at)
    # Late: it left before their save, and arrives after it.
    assert keeps(renata, mine, at, body="The text of Renata.").status_code == 200
    assert imani.read(at).form(at, "body").fields["body"][0].strip() == "The text of Imani."
    # Coming back, they see both before they save.
    both = renata.read(at)
    assert "new: Renata" in both.text
    assert "The text of Imani." in both.text
    renata.send(at, {"body": "Both texts."}, action=at, page=both)
    assert imani.read(at).form(at, "body").fields["body"][0].strip() == "Both texts."


def test_what_arrives_after_its_form_was_saved_brings_nothing_back(
    studies_world: World, browser_as: AsPerson, at: str
) -> None:
    renata = browser_as(studies_world.co_lead)
    page = renata.read(at)
    renata.send(at, {"body": "A draw among eleven schools."}, action=at, page=page)
    late = keeps(renata, page, at, body="A draw amo")
    assert late.json == {"saved": "", "sent": True}
    assert studies_world.make.all(Unsaved) == []


def test_a_new_problem_is_offered_again_where_it_was_begun(
    studies_world: World, browser_as: AsPerson
) -> None:
    renata, place = browser_as(studies_world.co_lead), "/problems/new"
    before = len(studies_world.make.all(Problem))
    keeps(renata, renata.read(place), place, title="Long rides", subject="attendance")
    assert len(studies_world.make.all(Problem)) == before
    again = renata.read(place)
    assert again.form(place).fields["title"] == ["Long rides"]
    assert again.form(place).fields["subject"] == ["attendance"]
    renata.send(place, {"title": "Long bus rides"}, action=place, page=again)
    assert studies_world.make.all(Problem)[-1].title == "Long bus rides"
    assert renata.read(place).form(place).fields["title"] == [""]


def test_two_windows_keep_their_texts_apart(
    studies_world: World, browser_as: AsPerson, at: str
) -> None:
    renata = browser_as(studies_world.co_lead)
    one, other = renata.read(at), renata.read(at)
    keeps(renata, one, at, body="The text of one window.")
    keeps(renata, other, at, body="The text of the other window.")
    newest = renata.read(at)
    assert "The text of the other window." in newest.form(at, "body").fields["body"][0]
    renata.send(at, {"body": "The text of the other window."}, action=at, page=newest)
    # What the first window held is not lost with it.
    assert "The text of one window." in renata.read(at).form(at, "body").fields["body"][0]


def test_its_writer_drops_it_and_sees_what_is_saved(
    studies_world: World, browser_as: AsPerson, at: str
) -> None:
    renata = browser_as(studies_world.co_lead)
    keeps(renata, renata.read(at), at, body="Never mind.")
    answer = renata.send(at, action="/me/unsaved/drop")
    assert "Never mind." not in answer.text
    assert studies_world.make.all(Unsaved) == []


def test_nobody_drops_or_reads_what_another_typed(
    studies_world: World, browser_as: AsPerson, at: str
) -> None:
    renata, imani = browser_as(studies_world.co_lead), browser_as(studies_world.lead)
    keeps(renata, renata.read(at), at, body="Still thinking.")
    (kept,) = studies_world.make.all(Unsaved)
    imani.force("/me/unsaved/drop", {"key": kept.key, "place": at})
    (still,) = studies_world.make.all(Unsaved)
    # The same key in another's name is another row.
    keeps(imani, imani.read(at), at, body="Mine.", once=kept.key)
    assert [
        (row.person_id, dict(row.fields)["body"]) for row in studies_world.make.all(Unsaved)
    ] == [
        (studies_world.co_lead.id, "Still thinking."),
        (studies_world.lead.id, "Mine."),
    ]
    assert still.id == kept.id


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"body": "Marcus T., grade 9, rides for 70 minutes."}, "looks like a student"),
        ({"body": "a\0b"}, "cannot be saved"),
        ({"once": ""}, "cannot be kept"),
        ({"kept_place": "//elsewhere.example/"}, "cannot be kept"),
        ({"body": "x" * 450_000}, "more than can be kept"),
    ],
    ids=["student", "control character", "no key", "elsewhere", "too long"],
)
def test_what_cannot_be_kept_is_said(
    studies_world: World, browser_as: AsPerson, at: str, typed: dict[str, str], sentence: str
) -> None:
    renata = browser_as(studies_world.co_lead)
    form = renata.read(at).form(at, "body")
    data = {**form.fields, "kept_place": at, **typed}
    answer = renata.post("/me/unsaved", data=data, headers=ORIGIN)
    assert answer.status_code == 422
    assert sentence in answer.json["error"]
    assert studies_world.make.all(Unsaved) == []


def test_the_oldest_goes_before_there_are_too_many(studies_world: World) -> None:
    person = studies_world.co_lead
    for n in range(MOST + 2):
        studies_world.make.add(
            Unsaved(person_id=person.id, place="/x", key=f"k{n}", fields=[], at=clock.now())
        )
    studies_world.do(drafting.keep_unsaved, person, "/x", "newest", [("body", "Words.")])
    keys = {row.key for row in studies_world.make.all(Unsaved)}
    assert len(keys) == MOST
    assert "newest" in keys
    assert not keys & {"k0", "k1", "k2"}


def test_typing_and_saving_at_once_leave_nothing_behind(
    app: Flask, studies_world: World, browser_as: AsPerson, at: str
) -> None:
    browsers = [browser_as(studies_world.co_lead) for _ in range(2)]
    for n in range(6):
        page = browsers[0].read(at)
        form = page.form(at, "body")
        barrier = Barrier(2)

        def save(form: Any = form, n: int = n, barrier: Barrier = barrier) -> None:
            barrier.wait()
            data = {**form.fields, "body": f"Saved {n}."}
            assert browsers[0].post(at, data=data, headers=ORIGIN).status_code == 303

        def typing(form: Any = form, barrier: Barrier = barrier) -> None:
            barrier.wait()
            # Their other window has a token of its own; the key is that of the page.
            data = {**form.fields, "body": "Half a", "kept_place": at}
            assert browsers[1].force("/me/unsaved", data).status_code == 200

        threads = [Thread(target=act) for act in (save, typing)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert studies_world.make.all(Unsaved) == []
    assert len(studies_world.make.all(SentForm)) >= 6
