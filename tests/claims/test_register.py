"""The register of claims: recorded by one, published by a second, answered by anyone."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from rpp import clock
from rpp.claims.register import operations
from rpp.claims.register.content import Content
from rpp.claims.register.models import Claim, ClaimVersion
from rpp.claims.register.operations import Typed
from rpp.errors import DomainError
from rpp.policy import Viewer
from tests.support.client import Browser
from tests.support.html import Page
from tests.support.world import World

AsPerson = Callable[..., Browser]
QUOTE = "Word Club is proven to raise reading comprehension by 27 percentile points. Zebra."
CLAIM: dict[str, Any] = {
    "product": "Word Club",
    "claimant": "Words Inc.",
    "quote": QUOTE,
    "address": "https://words.example/brochure",
    "seen_on": "2026-03-09",
    "verdict": "overstated",
    "reasons": "The one study here shows a smaller gain than the brochure says.",
    "interest": "None",
}


@pytest.fixture
def broker(world: World, browser_as: AsPerson) -> Browser:
    return browser_as(world.make.steward(world.network, world.make.person("Bo"), role="broker"))


@pytest.fixture
def second(world: World, browser_as: AsPerson) -> Browser:
    return browser_as(world.make.admin())


@pytest.fixture
def published(broker: Browser, second: Browser, word_club) -> str:
    """A claim that two people published."""
    word_club()
    broker.send("/claims/new", CLAIM)
    broker.send("/claims/1", action="/propose")
    second.send("/claims/1/publish", {"interest": "None, too"})
    return "/claims/1"


def test_nobody_publishes_their_own_claim_alone(
    broker: Browser, second: Browser, anyone: Browser, world: World, word_club, browser_as: AsPerson
) -> None:
    word_club()
    draft = Page(broker.send("/claims/new", CLAIM).get_data(as_text=True))
    assert "Only you see it until you propose it" in draft.text
    # A draft is its writer's alone, and what waits is for those who record claims.
    assert second.get("/claims/1").status_code == 404
    broker.send("/claims/1", action="/propose")
    assert anyone.get("/claims/1").status_code == 404
    assert QUOTE not in anyone.read("/claims").text
    assert "/claims/1" not in anyone.read("/search?q=Zebra+brochure").links
    assert broker.get("/claims/1/publish").status_code == 403
    assert (
        broker.force("/claims/1/publish", {"revision": "1", "interest": "None"}).status_code == 403
    )
    assert browser_as(world.author).get("/claims/1").status_code == 404
    assert "proposed a claim for you" in second.read("/notices").text
    second.send("/claims/1/publish", {"interest": ""}, status=422)
    second.send("/claims/1/publish", {"interest": "None, too"})
    shown = anyone.read("/claims/1")
    assert "Overstated the records here say less" in shown.text
    assert QUOTE in shown.text
    assert "Bo and Ada Admin" in shown.text
    assert "https://words.example/brochure" in shown.links
    # Each part stands as the check judged it that day, with what it rests on.
    assert "“by 27 percentile points” Overstated" in shown.text
    assert "The average of 2 findings on reading comprehension is 7" in shown.text
    assert "Words Inc. on Word Club" in anyone.read("/claims?verdict=overstated").text
    assert "Words Inc. on Word Club" not in anyone.read("/claims?verdict=supported").text
    assert "Words Inc. on Word Club" in anyone.read("/claims?q=brochure+word+club").text
    assert "Words Inc. on Word Club" in anyone.read("/search?q=word+club&verdict=overstated").text
    assert "proposed it" not in shown.text  # how it came about is for those who record claims


def test_no_operation_publishes_for_its_writer(world: World, word_club) -> None:
    writer = Viewer(id=world.author.id, is_admin=True)
    typed = Typed(**{**CLAIM, "archive": "", "seen_on": date(2026, 3, 9)})
    with world.make.writing() as session:
        claim = operations.record_claim(session, writer, typed)
        operations.propose_claim(session, writer, claim.id)
        with pytest.raises(DomainError, match="Nobody publishes their own claim alone"):
            operations.publish_claim(session, writer, claim.id, 1, "None")


def test_the_database_refuses_one_person_in_both_places(world: World) -> None:
    now, person = clock.now(), world.author
    claim = world.make.add(Claim(title="A", status_since=now, recorded_at=now))
    alone = {"written_by": person.id, "published_by": person.id, "published_at": now}
    with pytest.raises(IntegrityError):
        world.make.add(
            ClaimVersion(claim_id=claim.id, number=1, content=Content(), sha256="0", **alone)
        )


def test_what_is_published_changes_only_by_a_version_that_a_second_person_publishes(
    published: str, broker: Browser, second: Browser, anyone: Browser
) -> None:
    before = anyone.read(published).text
    change = {
        "verdict": "supported",
        "interest": "None",
        "change": "A second study stands here since.",
        "reasons": "Two studies here show such a gain, and none a loss.",
    }
    broker.send(f"{published}/correct", {**change, "change": ""}, status=422)
    broker.send(f"{published}/correct", change)
    # Until then everyone reads what two people published.
    assert "Two studies here" not in anyone.read(published).text
    assert "Overstated the records here say less" in anyone.read(published).text
    assert "Two studies here" in second.read(published).text
    assert broker.get(f"{published}/publish").status_code == 403
    second.send(f"{published}/refuse", {"reason": "Which study? It does not stand here."})
    assert "supported" not in anyone.read(published).text.split("What was verified")[0]
    broker.send(f"{published}/correct", change)
    second.send(f"{published}/publish", {"interest": "None"})
    now = anyone.read(published).text
    assert "Supported by the records here" in now
    assert "Version 2: A second study stands here since." in now
    assert "Version 1" in now
    first = anyone.read(f"{published}/v1").text
    assert "You read version 1" in first
    assert CLAIM["reasons"] in first
    assert CLAIM["reasons"] in before
    assert anyone.get(f"{published}/v3").status_code == 404


def test_a_page_that_was_read_before_a_change_publishes_nothing(
    broker: Browser, second: Browser, word_club
) -> None:
    word_club()
    broker.send("/claims/new", CLAIM)
    broker.send("/claims/1", action="/propose")
    page = second.read("/claims/1/publish")
    broker.send("/claims/1/return", {"reason": "One more word."})
    broker.send("/claims/1/edit", {"reasons": "Other reasons than those that were read before."})
    broker.send("/claims/1", action="/propose")
    late = second.send("/claims/1/publish", {"interest": "None"}, page=page, status=422)
    assert "It was changed after you read it" in late.get_data(as_text=True)


def test_anyone_signed_in_answers_on_the_record_and_is_answered(
    published: str, broker: Browser, second: Browser, anyone: Browser, world: World, browser_as
) -> None:
    asker = browser_as(world.author)
    words = "The study of 2024 is missing here. Please read it."
    asker.send(f"{published}/ask", {"argument": words, "speaks": "y"})
    shown = anyone.read(published).text
    assert words in shown
    assert "who says to speak for whoever made the claim" in shown
    assert "Not answered yet" in shown
    assert "asked for a correction" in second.read("/notices").text
    assert anyone.get(f"{published}/ask").status_code == 302
    assert asker.get(f"{published}/requests/1").status_code == 403
    said = {"outcome": "stands", "answer": "It is not among the reviewed studies."}
    broker.send(f"{published}/requests/1", said)
    assert "The verdict stands" in anyone.read(published).text
    assert "answered your request" in asker.read("/notices").text
    again = second.force(f"{published}/requests/1", said)
    assert again.status_code == 422


def test_who_follows_a_claim_hears_when_it_is_withdrawn(
    published: str, second: Browser, world: World, browser_as: AsPerson
) -> None:
    follower = browser_as(world.author)
    assert "/follow/claim/1" in follower.read(published).links
    follower.send("/follow/claim/1", {}, action="/follow/claim/1")
    second.send(f"{published}/withdraw", {"reason": "It is another company’s."})
    assert "withdrew the claim: “Words Inc. on Word Club”" in follower.read("/notices").text


def test_a_record_leads_to_the_claims_about_its_program(published: str, anyone: Browser) -> None:
    links = anyone.read(published).links
    (record,) = {link.split("#")[0] for link in links if re.match(r"/evidence/\d", link)}
    assert f"/claims/of-evidence/{record.split('/')[-1]}" in anyone.read(record).links
    part = anyone.read(f"/claims/of-evidence/{record.split('/')[-1]}")
    assert "Words Inc. on Word Club" in part.text
    other = anyone.read("/claims/of-evidence/999")
    assert "No claim about this program was recorded" in other.text


def test_it_begins_from_a_check_and_nothing_is_saved_by_that(
    broker: Browser, anyone: Browser, world: World, word_club, browser_as: AsPerson
) -> None:
    word_club()
    sent = broker.send("/claims/check", {"claim": QUOTE, "program": "Word Club"})
    checked = Page(sent.get_data(as_text=True))
    begun = broker.send("/claims/check", {}, action="/claims/from-check", page=checked)
    form = Page(begun.get_data(as_text=True)).form("/claims/new")
    assert form.fields["quote"][0].strip() == QUOTE
    assert world.make.all(Claim) == []
    for person in (anyone, browser_as(world.author)):
        html = person.send("/claims/check", {"claim": QUOTE}).get_data(as_text=True)
        assert "/claims/from-check" not in html
    assert browser_as(world.author).force("/claims/from-check").status_code == 403
    assert browser_as(world.author).get("/claims/new").status_code == 403


def test_what_is_withdrawn_stays_readable_with_its_reason(
    published: str, second: Browser, anyone: Browser
) -> None:
    second.send(f"{published}/withdraw", {"reason": "The words were those of another company."})
    shown = anyone.read(published).text
    assert "Withdrawn" in shown
    assert "The words were those of another company." in shown


def test_programs_read_what_is_out(published: str, broker: Browser, anyone: Browser) -> None:
    broker.send("/claims/new", {**CLAIM, "product": "Another"})
    (found,) = anyone.get("/api/v1/claims").get_json()["data"]
    assert (found["verdict"], found["claimant"]) == ("overstated", "Words Inc.")
    assert anyone.get("/api/v1/claims/2").status_code == 404
    mapped = anyone.get("/sitemaps/claim-0.xml").get_data(as_text=True)
    assert "/claims/1<" in mapped
    assert "/claims/2<" not in mapped
