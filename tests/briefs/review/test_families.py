"""A brief's one page for teachers and families: written, reviewed, read, printed on one sheet."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from rpp import clock
from rpp.briefs import operations as briefs
from rpp.briefs import publishing, retiring
from rpp.briefs.onepage import operations
from rpp.briefs.onepage.models import OnePage
from rpp.briefs.onepage.operations import Texts
from rpp.errors import DomainError
from tests.briefs.conftest import World
from tests.briefs.review.conftest import REASON, Reviewed
from tests.support.client import Browser

BrowserAs = Callable[..., Browser]
ENGLISH = Texts("Buses that come a little later", "## What was tried\n\nIt rang later.", "person")
SPANISH = Texts("Autobuses que llegan un poco más tarde", "El timbre sonó más tarde.", "machine")
HEARD = "El timbre sonó más tarde."


def write(w: Reviewed, language: str, texts: Texts = ENGLISH) -> OnePage:
    return w.act(operations.save_page, w.practitioner, w.brief.id, language, texts)


def decide(w: Reviewed, person, page: OnePage, *, approved: bool = True, comment: str = "") -> None:
    now = next(one for one in w.make.all(OnePage) if one.id == page.id)
    w.do(
        operations.decide_page,
        person,
        page.id,
        approved=approved,
        comment=comment,
        text_hash=now.text_hash,
    )


@pytest.fixture
def published(reviewed: Reviewed) -> Reviewed:
    """The brief, published after Dana and Noor approved it."""

    def build() -> Reviewed:
        for person in (reviewed.dana, reviewed.noor):
            reviewed.accept(person)
            reviewed.approve(person)
        reviewed.act(publishing.publish_brief, reviewed.lead, reviewed.brief.id)
        return reviewed

    return reviewed.make.begin("published brief with reviewers", build)


def test_a_page_is_written_reviewed_and_read_in_two_languages(
    published: Reviewed, browser_as: BrowserAs
) -> None:
    w, at = published, f"/briefs/{published.brief.id}/families"
    writer, lead, anyone = browser_as(w.practitioner), browser_as(w.lead), browser_as()
    long = writer.send(
        f"{at}/es/edit",
        {"title": SPANISH.title, "body": "sí " * 381, "origin": "machine"},
        action="/edit",
        status=422,
    )
    assert "This has 381 words. One page holds 380" in long.text
    writer.send(
        f"{at}/es/edit",
        {"title": SPANISH.title, "body": SPANISH.body, "origin": "machine"},
        action="/edit",
    )
    # Nobody else knows that there is one.
    for browser in (anyone, browser_as(w.stranger), browser_as(w.third)):
        for path in (at, f"{at}/es", f"{at}/es/review"):
            assert browser.get(path).status_code == 404, path
        assert browser.get(f"{at}/es/edit").status_code in (302, 403)
        assert "families" not in browser.read(f"/briefs/{w.brief.id}").text.lower()
    assert browser_as(w.dana).get(f"{at}/es/edit").status_code == 403
    assert writer.force(f"{at}/es/send").status_code == 403

    lead.send(f"{at}/es/review", action="/send")
    assert HEARD in browser_as(w.steward).read(f"{at}/es/review").text
    assert browser_as(w.steward).force(f"{at}/es/review").status_code == 403
    for person in (w.dana, w.noor):
        browser_as(person).send(f"{at}/es/review", {"verdict": "approve"})
        early = lead.force(f"{at}/es/publish", follow_redirects=True)
    assert "The page is published" in early.text
    [page] = w.make.all(OnePage)
    assert (page.status, page.version, page.review.way) == ("published", 1, "approved")

    # With no English one, /families leads to the Spanish page, which says so in Spanish.
    for path in (at, f"{at}/es"):
        read = anyone.get(path).text
        assert '<article class="one-page" lang="es">' in read
        assert "Traducción automática. Nadie la ha revisado todavía" in read
        assert HEARD in read
    write(w, "en")
    [_, english] = w.make.all(OnePage)
    w.act(operations.send_page, w.lead, english.id)
    for person in (w.dana, w.noor):
        decide(w, person, english)
    w.act(operations.publish_page, w.lead, english.id)
    shown = anyone.read(f"/briefs/{w.brief.id}")
    assert {f"{at}/en", f"{at}/es"} <= set(shown.links)
    assert "published a page for teachers and families in Spanish" in shown.text
    assert "Written by a person." in anyone.read(at).text
    assert f"{at}/es" in anyone.read(at).links

    # Once the brief is corrected, each page says that it is about the version before.
    w.corrected(w.brief)
    assert "El informe se corrigió después" in anyone.read(f"{at}/es").text
    assert "This page is about version 1 of the brief." in anyone.read(at).text
    # A newer text takes the place of the one before.
    newer = write(w, "es", Texts("Autobuses más tarde", "Más tarde.", "checked"))
    w.act(operations.send_page, w.lead, newer.id)
    for person in (w.dana, w.noor):
        decide(w, person, newer)
    w.act(operations.publish_page, w.lead, newer.id)
    now = anyone.read(f"{at}/es").text
    assert HEARD not in now
    assert "revisado por una persona que lee los dos idiomas" in now
    assert "se corrigió" not in now
    # Withdrawn, the pages go with the brief.
    w.act(retiring.withdraw_brief, w.lead, w.brief.id, "An error in the attendance file.")
    for path in (at, f"{at}/es", f"{at}/en"):
        assert anyone.get(path).status_code == 410


def test_a_page_is_about_a_brief_that_is_out(reviewed: Reviewed) -> None:
    w = reviewed
    page = write(w, "en")
    w.act(operations.send_page, w.lead, page.id)
    for person in (w.dana, w.noor):
        w.accept(person)
        decide(w, person, page)
    with pytest.raises(DomainError, match="Publish the brief first"):
        w.act(operations.publish_page, w.lead, page.id)
    for person in (w.dana, w.noor):
        w.approve(person)
    w.act(publishing.publish_brief, w.lead, w.brief.id)
    assert w.act(operations.publish_page, w.lead, page.id).version == 1


def test_a_page_returned_twice_or_left_for_21_days_is_published_with_comments(
    published: Reviewed, set_clock, anyone: Browser
) -> None:
    w, at = published, f"/briefs/{published.brief.id}/families"
    page = write(w, "en")
    for comment in (REASON, "Parents will not know what a bell is here."):
        w.act(operations.send_page, w.lead, page.id)
        with pytest.raises(DomainError, match="No reviewer has approved this text"):
            w.act(operations.publish_page, w.lead, page.id)
        decide(w, w.dana, page, approved=False, comment=comment)
    w.act(operations.send_page, w.lead, page.id)
    w.act(operations.publish_page, w.lead, page.id)
    assert "Parents will not know what a bell is here." in anyone.read(at).text

    spanish = write(w, "es", SPANISH)
    w.act(operations.send_page, w.lead, spanish.id)
    start = clock.now()
    set_clock(start + timedelta(days=20, hours=23))
    with pytest.raises(DomainError, match="No reviewer has approved"):
        w.act(operations.publish_page, w.lead, spanish.id)
    set_clock(start + timedelta(days=21))
    assert w.act(operations.publish_page, w.lead, spanish.id).status == "published"


def test_only_a_reviewer_decides_on_the_text_that_was_read(published: Reviewed) -> None:
    w = published
    page = write(w, "en")
    w.act(operations.send_page, w.lead, page.id)
    for person in (w.lead, w.third, w.steward):
        with pytest.raises(DomainError, match="Only someone who reviews this brief"):
            decide(w, person, page)
    with pytest.raises(DomainError, match="The text changed while you read it"):
        w.do(
            operations.decide_page, w.dana, page.id, approved=True, comment="", text_hash="another"
        )
    with pytest.raises(DomainError, match="The text of this page cannot be changed now"):
        write(w, "en", SPANISH)
    decide(w, w.dana, page)
    w.act(operations.return_page, w.lead, page.id)
    write(w, "en", Texts("Buses that come later", ENGLISH.body, "person"))
    w.act(operations.send_page, w.lead, page.id)
    decide(w, w.noor, page)
    with pytest.raises(DomainError, match="One of two reviewers has approved this text"):
        w.act(operations.publish_page, w.lead, page.id)


def test_two_who_begin_at_once_begin_one_page(app, published: Reviewed) -> None:
    from rpp.policy import Viewer
    from tests.briefs.test_rules import race

    actors = [Viewer(id=one.id) for one in (published.lead, published.co_lead)] * 2
    results = race(
        app,
        *(
            lambda s, a=a: operations.save_page(s, a, published.brief.id, "en", ENGLISH)
            for a in actors
        ),
    )
    assert results == ["done"] * 4
    [page] = published.make.all(OnePage)
    assert page.draft_version == 4


def test_a_deleted_draft_of_a_brief_takes_its_pages_with_it(reviewed: Reviewed) -> None:
    w: World = reviewed
    page = write(reviewed, "en")
    w.act(briefs.return_to_draft, w.lead, reviewed.brief.id)
    w.act(briefs.delete_draft, w.lead, reviewed.brief.id)
    [left] = w.make.all(OnePage)
    assert (left.id, left.status, left.title, left.body) == (page.id, "deleted", "", "")
