"""Versions: frozen, compared in words, cited, told to followers and to adopters."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from rpp import clock
from rpp.errors import DomainError
from rpp.evidence.models import EvidenceFinding, EvidenceRecord
from rpp.evidence.references.models import EvidenceIdentifier
from rpp.organizations.profiles import Profile
from rpp.syntheses import flagging, publishing, resting, searching
from rpp.syntheses.comparing import compared, contradicts
from rpp.syntheses.models import (
    Synthesis,
    SynthesisSource,
    SynthesisStudy,
    SynthesisVersion,
)
from rpp.syntheses.naming import named_by
from rpp.syntheses.page import like, students
from rpp.syntheses.published import FrozenEffect, FrozenStudy, Results
from rpp.syntheses.rhythm import due
from tests.studies.test_races import together
from tests.support.client import Browser
from tests.support.mailbox import emails
from tests.syntheses.conftest import PLAN, QUESTION, Desk
from tests.test_statements import statements

IN_DOMAIN = replace(PLAN, domain="Completing school")
THREE = ("Alpha", 0.30), ("Beta", 0.25), ("Gamma", 0.20)


@pytest.fixture
def living(desk: Desk) -> Synthesis:
    """Version 1, of three studies."""
    return desk.published(*(desk.study(name, g, n=400) for name, g in THREE), plan=IN_DOMAIN)


def versions(desk: Desk) -> list[SynthesisVersion]:
    return sorted(desk.make.all(SynthesisVersion), key=lambda one: one.number)


def renewed(desk: Desk, made: Synthesis, note: str = "") -> SynthesisVersion:
    desk.does(publishing.renew, made.id, note)
    return versions(desk)[-1]


def test_a_version_holds_the_effects_and_results_of_its_day(desk: Desk, living: Synthesis) -> None:
    (first,) = versions(desk)
    assert [round(one.yi, 2) for one in first.effects] == [0.3, 0.25, 0.2]
    assert first.results.k == 3
    assert round(first.results.estimate or 0, 2) == 0.25
    assert (first.change, first.stands) == ("The first version.", None)
    hashed = first.text_hash
    desk.include(living, desk.study("Delta", -0.4, n=400))
    desk.candidate(living, desk.study("Not decided yet"))
    second = renewed(desk, living)
    assert [one.title for one in second.studies] == ["Alpha", "Beta", "Gamma", "Delta"]
    assert second.flow.waiting == 1
    assert second.change.startswith("One study added; the average fell from 0.25 to 0.09; ")
    assert "can no longer be told from zero" in second.change
    assert second.stands is False
    assert versions(desk)[0].text_hash == hashed
    assert len(versions(desk)[0].effects) == 3


def test_a_corrected_finding_is_told_and_what_changes_nothing_needs_a_note(
    desk: Desk, living: Synthesis
) -> None:
    with pytest.raises(DomainError, match="Nothing changed since version 1"):
        renewed(desk, living)
    with desk.make.writing() as session:
        found = session.exec(select(EvidenceFinding)).first()
        assert found
        found.mean_intervention = 54
        session.add(found)
    said = renewed(desk, living).change
    assert said.startswith("The facts of one study corrected; the average rose from 0.25 to 0.28;")
    assert renewed(desk, living, "The question is worded anew.").change == "No number changed."


def test_what_is_withdrawn_is_flagged_told_and_must_leave_before_the_next_version(
    anyone: Browser, desk: Desk, living: Synthesis
) -> None:
    alpha = next(one for one in versions(desk)[0].studies if one.title == "Alpha")
    with desk.make.writing() as session:
        session.get_one(EvidenceRecord, alpha.subject_id).form = "withdrawn"
    with desk.make.app.app_context():
        assert flagging.flag() == 1
        assert flagging.flag() == 0
    assert "A new version is due" in anyone.read(f"/syntheses/{living.slug}").text
    assert "which “Which programs" in desk.make.notices()[-1].text
    with pytest.raises(DomainError, match="“Alpha” was withdrawn"):
        renewed(desk, living, "A note.")
    gone = next(one for one in desk.make.all(SynthesisStudy) if one.title == "Alpha")
    desk.decide(gone, "excluded", reason="other", note="It was withdrawn.")
    assert "one study that its source withdrew removed" in renewed(desk, living).change.lower()


# --- pages ---------------------------------------------------------------------------------


def test_the_page_says_the_answer_and_the_numbers_in_at_most_ten_statements(
    anyone: Browser, browser_as: Any, desk: Desk, living: Synthesis
) -> None:
    href = f"/syntheses/{living.slug}"
    desk.include(living, desk.study("Delta", -0.4, n=400))
    renewed(desk, living)
    with statements(desk.make.app) as asked:
        page = anyone.read(href)
    assert len(asked) <= 10
    for said in ("More students finish.", "On average, 4 studies", "In a new district, expect"):
        assert said in page.text
    assert "Average 0.25 to 0.09" in page.text
    # The answer says that it helps; the numbers no longer do.
    assert "This answer does not agree with the numbers" in page.text
    with statements(desk.make.app) as asked:
        browser_as(desk.broker).read(href)
    assert len(asked) <= 12
    first = anyone.read(f"{href}/v1")
    assert "Version 1 of 2" in first.text
    assert "On average, 3 studies" in first.text
    assert "Delta" not in first.text
    assert anyone.get(f"{href}/v3").status_code == 404


def test_who_has_the_page_is_not_sent_it_again_until_something_changes(
    anyone: Browser, desk: Desk, living: Synthesis
) -> None:
    href = f"/syntheses/{living.slug}"
    tag = {"If-None-Match": anyone.get(href).headers["ETag"]}
    assert anyone.get(href, headers=tag).status_code == 304
    renewed(desk, living, "A note.")
    assert anyone.get(href, headers=tag).status_code == 200


def test_a_version_is_cited_by_its_own_title_and_day(anyone: Browser, living: Synthesis) -> None:
    page = f"/syntheses/{living.slug}/v1"
    assert f"{QUESTION} A living synthesis, version 1" in anyone.read(page).text
    bibtex = anyone.get(f"{page}.bib").get_data(as_text=True)
    assert "version 1" in bibtex
    assert f"/syntheses/{living.slug}/v1" in bibtex
    assert "TY  - " in anyone.get(f"{page}.ris").get_data(as_text=True)
    assert anyone.get(f"{page}.csl.json").json[0]["version"] == "1"
    assert anyone.get(f"/syntheses/{living.slug}/v2.bib").status_code == 404


def test_last_searched_and_last_changed_are_two_days_and_a_missed_search_is_overdue(
    anyone: Browser, browser_as: Any, desk: Desk, living: Synthesis
) -> None:
    href = f"/syntheses/{living.slug}"
    assert "Last searched not yet" in anyone.read(href).text
    with clock.at(clock.now() + timedelta(days=120)):
        late = anyone.read(href)
        assert "overdue since" in late.text
        assert "A search is overdue (ERIC)" in late.text
        broker = browser_as(desk.broker)
        (mine,) = [one for one in broker.read(href).links if "/sources/" in one]
        broker.send(mine, {"found": "Roe, A. (2019). Null results count.\nRoe, B. doi:10.1234/ab"})
        assert "overdue" not in anyone.read(href).text
    assert {one.key.split(":")[0] for one in desk.make.all(SynthesisStudy)} >= {"words", "doi"}


def test_a_retired_synthesis_keeps_its_address_says_why_and_is_reopened(
    anyone: Browser, browser_as: Any, desk: Desk, living: Synthesis
) -> None:
    href, broker = f"/syntheses/{living.slug}", browser_as(desk.broker)
    why = {"ending": "nothing_new", "reason": "No program was reviewed for five years."}
    broker.send(f"{href}/retire", {**why, "ending": None}, status=422)
    broker.send(f"{href}/retire", why)
    page = anyone.read(href)
    assert f"Nothing new is expected. {why['reason']} Its page" in page.text
    assert "Suggest a missing study" not in page.text
    assert anyone.get(f"{href}/v1").status_code == 200
    broker.send(f"{href}/reopen", {"reason": "Two trials began."})
    assert "Suggest a missing study" in anyone.read(href).text


def test_a_reader_suggests_a_study_and_is_answered(
    browser_as: Any, anyone: Browser, desk: Desk, living: Synthesis
) -> None:
    href = f"/syntheses/{living.slug}"
    reader, broker = browser_as(desk.world.author), browser_as(desk.broker)
    assert anyone.get(f"{href}/suggest").status_code == 302
    reader.send(f"{href}/suggest", {}, status=422)
    reader.send(f"{href}/suggest", {"address": "no address"}, status=422)
    for title in ("Roe (2019). A null result.", "A story in the news."):
        reader.send(f"{href}/suggest", {"reference": title})
    assert reader.get(f"{href}/suggestions").status_code == 403
    page = broker.read(f"{href}/suggestions")
    assert "A null result." in page.text
    first, second = sorted({one.action for one in page.forms if "/suggestions/" in one.action})
    broker.send(f"{href}/suggestions", {}, action=first)
    broker.force(second, {"decision": "refuse", "reason": "It is no study."})
    assert "Roe (2019). A null result." in desk.candidates(living)
    told = reader.read("/notices").text
    assert "will screen the study that you suggested" in told
    assert "It is no study." in told


def test_a_doi_or_an_eric_number_of_a_record_here_names_the_record(
    desk: Desk, living: Synthesis
) -> None:
    record = desk.study("Held here", year=2019)
    about = {"record_id": record.id}
    desk.make.add(EvidenceIdentifier(scheme="doi", value="10.1234/ab", **about))
    desk.make.add(EvidenceIdentifier(scheme="eric", value="ED123456", **about))
    lines = [
        "Roe (2019). Held here. https://doi.org/10.1234/AB",
        "Roe (2019). Held here. https://eric.ed.gov/?id=ED123456",
        "Doe (2020). Without a number.",
        "Doe (2020).  without a number.",
    ]
    eric = next(one for one in desk.make.all(SynthesisSource) if one.name == "ERIC")
    named = [named_by(line) for line in lines]
    desk.does(searching.searched, living.id, eric.id, named)
    # A missing DOI equals no missing DOI; the same words are the same.
    assert desk.candidates(living)[3:] == ["Held here", "Doe (2020).  without a number."]
    desk.does(searching.searched, living.id, eric.id, [named_by("Poe (2021). Another.")])
    assert desk.candidates(living)[-1] == "Poe (2021). Another."


def test_followers_and_those_who_adopted_a_brief_that_names_it_hear_of_a_new_version(
    browser_as: Any, desk: Desk, living: Synthesis, found_at: str
) -> None:
    follower = browser_as(desk.world.stranger)
    follower.send(f"/follow/synthesis/{living.id}", action=f"/follow/synthesis/{living.id}")
    other = replace(PLAN, title=f"{QUESTION} In the South")
    adopter, namesake = browser_as(desk.world.author), desk.published(desk.study("Eta"), plan=other)
    desk.adopted(f"It rests on [a synthesis](/syntheses/{living.slug}).", desk.world.author)
    desk.adopted(f"See /syntheses/{namesake.slug}.", desk.world.neighbour_leader)
    with desk.make.writing() as session:
        assert resting.briefs_on(session, session.get_one(Synthesis, living.id)) == {1}
        # Its address begins with the other one's, and a brief names it alone.
        assert resting.briefs_on(session, session.get_one(Synthesis, namesake.id)) == {2}
    renewed(desk, living, "A note.")
    for one in (follower, adopter):
        assert "published version 2 of" in one.read("/notices").text
    assert "published version 2" not in browser_as(desk.world.neighbour_leader).read("/me").text
    for one in (desk.world.stranger, desk.world.author):
        (sent,) = emails(desk.make, one.email)
        assert (sent.subject, "/v2" in sent.body) == (f"A new version: {QUESTION}", True)


def test_changes_since_a_day_name_the_versions_that_bear_on_a_study(
    desk: Desk, living: Synthesis
) -> None:
    before = clock.now() - timedelta(days=1)
    delta = desk.study("Delta", -0.4, n=400)
    with clock.at(clock.now() + timedelta(hours=1)):
        later = clock.now()
        desk.include(living, delta)
        renewed(desk, living)
    alpha = ("evidence", versions(desk)[0].studies[0].subject_id)
    with desk.make.writing() as session:
        found = resting.changes_since(session, [alpha], before)
        assert [one.number for one in found] == [1, 2]
        assert found[1].stands is False
        since = resting.changes_since(session, [("evidence", delta.id)], before)
        assert [one.number for one in since] == [2]
        assert resting.changes_since(session, [alpha], later) == []
        assert resting.changes_since(session, [], before) == []


def test_the_page_of_a_record_names_the_syntheses_that_include_it(
    anyone: Browser, desk: Desk, living: Synthesis
) -> None:
    alpha = versions(desk)[0].studies[0].subject_id
    assert QUESTION in anyone.read(f"/syntheses/of/evidence/{alpha}").text
    other = desk.study("Not included")
    assert "No published synthesis" in anyone.read(f"/syntheses/of/evidence/{other.id}").text
    (link,) = [one for one in anyone.read(f"/evidence/{alpha}").links if "/syntheses/of/" in one]
    assert link == f"/syntheses/of/evidence/{alpha}"


def test_it_is_found_listed_fed_and_read_by_programs(
    anyone: Browser, desk: Desk, living: Synthesis
) -> None:
    found = f"/syntheses/{living.id}"
    assert found in anyone.read("/search?q=finish+high+school").links
    assert QUESTION in anyone.get("/feeds/syntheses.atom").get_data(as_text=True)
    assert f"/syntheses/{living.id}" in anyone.get("/sitemaps/synthesis-0.xml").get_data(True)
    told = anyone.get(f"/api/v1/syntheses/{living.id}").json
    assert (told["version"], round(told["estimate"], 2)) == (1, 0.25)
    assert [one["title"] for one in told["studies"]] == ["Alpha", "Beta", "Gamma"]


@pytest.mark.both_databases
def test_two_who_publish_at_once_make_one_version_each_in_turn(
    desk: Desk, living: Synthesis
) -> None:
    """The second finds that nothing changed since the version of the first."""
    desk.include(living, desk.study("Delta", -0.4, n=400))

    def act(session: Session) -> None:
        publishing.renew(session, desk.viewer, living.id or 0)

    ended = together(desk, act, act)
    assert sorted(one.split(".")[0] for one in ended) == [
        "Nothing changed since version 2",
        "done",
    ]
    assert [one.number for one in versions(desk)] == [1, 2]


def test_how_strong_it_is_is_said_for_the_district_of_the_reader() -> None:
    town = Profile("0100005", "Albertville City", "AL", 32, 5_000, 0.2, 0.7, {"hispanic": 0.5})
    there = {"settings": ("town",), "shares": {"frl": 0.8}}
    here = [effect("a", 0.2, **there), effect("b", 0.1, **there), effect("c", 0.3)]
    both = "Two of 3 studies had students and a setting like yours. Both point up."
    assert like(here, town) == both
    here[1] = effect("b", -0.1, **there)
    assert like(here, town).endswith("One of them points up.")
    assert like(here[:1], town).endswith("It points up.")
    assert like(here[2:], town).startswith("None of the 1 study with an effect is known")
    assert students([effect("a", 0, n=90), effect("a", 0, n=120), effect("b", 0, n=30)]) == 150


def effect(key: str, g: float, **about: Any) -> FrozenEffect:
    return FrozenEffect(f"{key}:{g}", key, key, g, 0.01, cluster=key, **about)


@pytest.mark.parametrize(
    ("since", "months", "on"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 15), 1, date(2026, 12, 15)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2026, 5, 27), 12, date(2027, 5, 27)),
    ],
)
def test_a_source_is_due_so_many_months_after_it_was_searched(
    since: date, months: int, on: date
) -> None:
    assert due(since, months) == on


# --- comparing, as arithmetic ---------------------------------------------------------------


def result(estimate: float | None, low: float = 0.0, high: float = 0.0, *expect: float) -> Results:
    if estimate is None:
        return Results(words="Nothing.")
    return Results(2, estimate, 0.1, 0.05, low, high, 0.0, 0.0, *(expect or (-1.0, 1.0)))


class Version:
    def __init__(self, results: Results, *keys: str, **effects: float) -> None:
        self.results = results
        self.studies = [FrozenStudy(key, "evidence", 1, key, "included") for key in keys]
        self.effects = [FrozenEffect(f"{key}:1", key, key, g, 0.01) for key, g in effects.items()]


SURE, UNSURE = result(0.22, 0.1, 0.34), result(0.2, -0.1, 0.5)


@pytest.mark.parametrize(
    ("before", "now", "words", "stands"),
    [
        (
            Version(SURE, "a"),
            Version(result(0.19, 0.08, 0.3), "a", "b"),
            "One study added; the average fell from 0.22 to 0.19; the conclusion stands.",
            True,
        ),
        (
            Version(SURE, "a", "b", "c"),
            Version(SURE, "a"),
            "Two studies removed; the conclusion stands.",
            True,
        ),
        (
            Version(SURE, "a"),
            Version(UNSURE, "a", "b"),
            "One study added; the average fell from 0.22 to 0.20; the conclusion changed: the "
            "average can no longer be told from zero.",
            False,
        ),
        (
            Version(SURE, "a", a=0.2),
            Version(SURE, "a", a=0.3),
            "The facts of one study corrected; the conclusion stands.",
            True,
        ),
        (
            Version(SURE, "a"),
            Version(result(-0.3, -0.5, -0.1), "a"),
            "The average fell from 0.22 to −0.30; the conclusion changed: the average is on the "
            "other side of zero.",
            False,
        ),
        (
            Version(result(None), "a"),
            Version(SURE, "a", "b"),
            "One study added; an average can be computed now.",
            None,
        ),
        (
            Version(result(0.22, 0.1, 0.34, 0.05, 0.4), "a"),
            Version(result(0.22, 0.1, 0.34, -0.05, 0.5), "a"),
            "The average stays at 0.22; the conclusion changed: in a new district no effect is "
            "now possible.",
            False,
        ),
        (Version(SURE, "a"), Version(SURE, "a"), "No number changed.", True),
    ],
)
def test_a_change_says_what_is_different_and_whether_the_conclusion_stands(
    before: Any, now: Any, words: str, stands: bool | None
) -> None:
    found = compared(before, now)
    assert (found.words, found.stands) == (words, stands)


@pytest.mark.parametrize(
    ("verdict", "results", "warned"),
    [
        ("helps", SURE, False),
        ("helps", UNSURE, True),
        ("helps", result(-0.2, -0.3, -0.1), True),
        ("helps", result(None), True),
        ("harms", SURE, True),
        ("harms", result(-0.2, -0.3, -0.1), False),
        ("no_effect", SURE, True),
        ("no_effect", UNSURE, False),
        ("unknown", UNSURE, False),
        ("unknown", result(None), False),
        ("", SURE, False),
    ],
)
def test_an_answer_that_says_other_than_the_numbers_is_warned_about(
    verdict: str, results: Results, warned: bool
) -> None:
    assert bool(contradicts(verdict, results)) is warned
