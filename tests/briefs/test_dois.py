"""Briefs get DOIs where the operator has an account with DataCite, and are cited by them after."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from datacite import schema45
from flask import Flask

from rpp import clock, consumers, jobs
from rpp.briefs import operations, publishing, retiring
from rpp.briefs.doi import registering
from rpp.briefs.doi.models import BriefDoi
from rpp.briefs.models import BriefVersion
from rpp.config import Settings, WrongSettings
from tests.briefs.conftest import SECRET, TITLE, World
from tests.support import datacite
from tests.support.client import Browser
from tests.support.datacite import Registry

AsPerson = Callable[..., Browser]


@pytest.fixture
def registry(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    """The stand-in for DataCite, and a portal that has an account there."""
    with datacite.served() as registry:
        give_account(app, monkeypatch, registry)
        yield registry


def give_account(app: Flask, monkeypatch: pytest.MonkeyPatch, registry: Registry) -> None:
    """Set what an operator sets."""
    told = app.extensions["rpp.settings"].model_copy(
        update={
            "site_url": "https://commons.example",
            "datacite_url": registry.url,
            "datacite_prefix": datacite.PREFIX,
            "datacite_repository": datacite.REPOSITORY,
            "datacite_password": datacite.PASSWORD,
        }
    )
    monkeypatch.setitem(app.extensions, "rpp.settings", told)


@pytest.fixture
def work(app: Flask) -> Callable[[], None]:
    """What the worker does in one turn."""

    def turn() -> None:
        with app.app_context():
            consumers.catch_up_all()
            while registering.deliver():
                consumers.catch_up_all()

    return turn


def doi_of(world: World, number: int) -> BriefDoi:
    (found,) = [row for row in world.make.all(BriefDoi) if row.number == number]
    return found


def test_a_doi_is_reserved_in_review_and_named_once_it_is_findable(
    world: World, registry: Registry, work: Callable[[], None], anyone: Browser
) -> None:
    brief = world.approved()
    work()
    version, concept = doi_of(world, 1), doi_of(world, 0)
    assert registry.states() == {version.doi: "draft", concept.doi: "draft"}
    # Nothing of a text that is not out leaves the house.
    assert TITLE not in json.dumps(registry.dois)
    assert SECRET not in json.dumps(registry.asked)
    world.act(publishing.publish_brief, world.lead, brief.id)
    page = anyone.get(f"/briefs/{brief.id}")
    assert version.doi not in page.text + page.headers["Link"]
    work()
    assert registry.states() == {version.doi: "findable", concept.doi: "findable"}
    told = registry.dois[version.doi]
    assert told["url"] == f"https://commons.example/briefs/{brief.id}/v1"
    assert told["titles"] == [{"title": TITLE}]
    assert registry.dois[concept.doi]["url"] == f"https://commons.example/briefs/{brief.id}"
    for about in registry.dois.values():
        known = {k: v for k, v in about.items() if k not in ("state", "url")}
        schema45.validator.validate(known)
    page = anyone.get(f"/briefs/{brief.id}")
    assert f'<https://doi.org/{version.doi}>; rel="cite-as"' in page.headers["Link"]
    assert version.doi in anyone.get(f"/briefs/{brief.id}.bib").text
    assert anyone.get(f"/briefs/{brief.id}.datacite.json").json["doi"] == version.doi
    assert (
        version.doi
        in anyone.get(
            f"/oai?verb=GetRecord&metadataPrefix=oai_datacite&identifier=oai:commons.example:brief/{brief.id}"
        ).text
    )
    # What is as it should be is not told again.
    before = len(registry.asked)
    work()
    assert len(registry.asked) == before


def test_a_new_version_has_a_doi_of_its_own_and_all_are_linked(
    world: World, registry: Registry, work: Callable[[], None]
) -> None:
    brief = world.published()
    work()
    world.corrected(brief)
    work()
    concept, first, second = (doi_of(world, number).doi for number in range(3))

    def related(doi: str) -> set[tuple[str, str]]:
        found = registry.dois[doi]["relatedIdentifiers"]
        kind = "relatedIdentifierType"
        return {(r["relationType"], r["relatedIdentifier"]) for r in found if r[kind] == "DOI"}

    assert related(concept) == {("HasVersion", first), ("HasVersion", second)}
    assert related(first) == {("IsVersionOf", concept), ("IsPreviousVersionOf", second)}
    assert related(second) == {("IsVersionOf", concept), ("IsNewVersionOf", first)}
    assert registry.dois[concept]["titles"] == registry.dois[second]["titles"]
    dois = {row.number: row.doi for row in world.make.all(BriefVersion)}
    assert dois == {1: first, 2: second}
    assert world.now(brief).doi == concept


def test_a_withdrawn_brief_keeps_its_doi_which_is_no_longer_found(
    world: World, registry: Registry, work: Callable[[], None], anyone: Browser
) -> None:
    brief = world.published()
    work()
    doi = doi_of(world, 1).doi
    world.act(retiring.withdraw_brief, world.lead, brief.id, "The data were wrong.")
    work()
    assert set(registry.states().values()) == {"registered"}
    assert registry.dois[doi]["url"].endswith(f"/briefs/{brief.id}/v1")
    assert anyone.get(f"/briefs/{brief.id}").status_code in (200, 410)
    assert world.make.all(BriefVersion)[0].doi == doi


def test_what_was_only_reserved_is_given_back(
    world: World, registry: Registry, work: Callable[[], None]
) -> None:
    brief = world.reviewed()
    work()
    assert set(registry.states().values()) == {"draft"}
    world.act(operations.return_to_draft, world.lead, brief.id)
    world.act(operations.delete_draft, world.lead, brief.id)
    work()
    assert registry.dois == {}
    assert world.make.all(BriefDoi) == []


def test_what_datacite_does_not_take_is_said_and_tried_again(
    world: World, registry: Registry, work: Callable[[], None], make: Any, browser_as: AsPerson
) -> None:
    brief = world.published()
    begun = clock.now()
    registry.instead = [(503, ""), (503, "")]
    with clock.at(begun):
        work()
    assert {row.error for row in make.all(BriefDoi)} == {
        "DataCite did not take it: it answered 503"
    }
    assert {row.next_at for row in make.all(BriefDoi)} == {begun + timedelta(minutes=5)}
    leader = browser_as(world.lead).read(f"/briefs/{brief.id}")
    assert "DataCite did not take it: it answered 503" in leader.text
    assert "answered 503" not in browser_as().read(f"/briefs/{brief.id}").text
    registry.instead = [(503, ""), (503, "")]
    with clock.at(begun + timedelta(minutes=5)):
        work()
    assert {row.next_at for row in make.all(BriefDoi)} == {begun + timedelta(minutes=15)}
    with clock.at(begun + timedelta(minutes=15)):
        work()
    assert set(registry.states().values()) == {"findable"}
    assert {row.error for row in make.all(BriefDoi)} == {""}


def test_a_wrong_setting_at_datacite_waits_for_the_operator(
    world: World, registry: Registry, work: Callable[[], None], make: Any, browser_as: AsPerson
) -> None:
    brief = world.published()
    registry.domain = "elsewhere.example"
    work()
    row = doi_of(world, 1)
    assert row.error == (
        "DataCite did not take it: url URL is not allowed by repository domain settings."
    )
    assert (row.state, row.next_at) == ("draft", None)
    assert world.make.all(BriefVersion)[0].doi == ""
    admin = browser_as(make.admin())
    page = admin.read("/admin")
    assert "URL is not allowed by repository domain settings" in page.text
    registry.domain = "commons.example"
    for row in make.all(BriefDoi):
        admin.send("/admin", action=f"/admin/dois/{row.id}/retry")
    work()
    assert set(registry.states().values()) == {"findable"}
    assert "domain settings" not in admin.read("/admin").text
    assert brief.id


def test_an_answer_that_was_lost_makes_no_second_doi(
    world: World, registry: Registry, work: Callable[[], None], make: Any
) -> None:
    world.reviewed()
    begun = clock.now()
    registry.instead = ["lost", "lost"]
    with clock.at(begun):
        work()
    assert {row.state for row in make.all(BriefDoi)} == {""}
    assert set(registry.states().values()) == {"draft"}
    with clock.at(begun + timedelta(minutes=6)):
        work()
    assert registry.states() == {row.doi: row.state for row in make.all(BriefDoi)}
    assert len(registry.dois) == 2


def test_a_doi_that_belongs_to_somebody_else_is_never_ours(
    world: World, registry: Registry, work: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(("10.5072/0000-0001", "10.5072/0000-0002", "10.5072/0000-0003"))
    monkeypatch.setattr(registering, "_draw", lambda _prefix: next(drawn))
    theirs = {"doi": "10.5072/0000-0002", "state": "findable", "url": "https://other.example"}
    registry.dois[theirs["doi"]] = dict(theirs)
    world.published()
    work()
    assert registry.dois[theirs["doi"]] == theirs
    assert doi_of(world, 1).doi == "10.5072/0000-0003"
    assert doi_of(world, 0).doi == "10.5072/0000-0001"


def test_of_several_workers_one_tells_and_who_is_late_undoes_nothing(
    world: World, registry: Registry, work: Callable[[], None], app: Flask
) -> None:
    world.reviewed()
    with app.app_context():
        consumers.catch_up_all()
        first, second = registering.claim(), registering.claim()
        assert first is not None
        assert second is not None
        assert {first.doi, second.doi} == {row.doi for row in world.make.all(BriefDoi)}
        assert registering.claim() is None
    # Both were killed before they noted what came of it: others take over once the claim is old.
    with clock.at(clock.now() + registering.CLAIM):
        work()
    assert {row.state for row in world.make.all(BriefDoi)} == {"draft"}
    with app.app_context():
        registering.settle(first, registering.Outcome(error="Too late."))
    assert {row.error for row in world.make.all(BriefDoi)} == {""}


def test_what_was_published_before_there_was_an_account_gets_its_doi(
    world: World, app: Flask, work: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = world.published()
    work()
    assert world.make.all(BriefDoi) == []
    with datacite.served() as registry:
        give_account(app, monkeypatch, registry)
        work()
        assert set(registry.states().values()) == {"findable"}
    assert world.now(brief).doi == doi_of(world, 0).doi


def test_without_settings_nothing_is_asked_and_nothing_is_invented(
    world: World, app: Flask, anyone: Browser
) -> None:
    brief = world.published()
    with app.app_context():
        consumers.catch_up_all()
        assert registering.deliver() == 0
    assert world.make.all(BriefDoi) == []
    assert "doi.org" not in anyone.get(f"/briefs/{brief.id}").text
    assert "register DOIs" in jobs._jobs


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"datacite_url": "https://api.datacite.org"}, "RPP_DATACITE_PREFIX"),
        ({"site_url": ""}, "RPP_SITE_URL"),
        ({"demo": True}, "invented"),
    ],
)
def test_half_an_account_keeps_the_portal_from_starting(
    tmp_path: Any, given: dict[str, Any], said: str
) -> None:
    whole = {
        "datacite_url": "https://api.datacite.org",
        "datacite_prefix": "10.5072",
        "datacite_repository": "EXAMPLE.COMMONS",
        "datacite_password": "x",
        "site_url": "https://commons.example",
    }
    Settings(instance=tmp_path, **whole).refuse_half_a_datacite()
    given = given if "datacite_url" in given else whole | given
    with pytest.raises(WrongSettings, match=said):
        Settings(instance=tmp_path, **given).refuse_half_a_datacite()
