"""Agreements are recorded as facts, with the ground on which data are shared."""

import json
from pathlib import Path
from typing import Any

import pytest

from rpp.errors import DomainError
from rpp.studies.models import BASES, Agreement
from rpp.studies.papers import agreements, ferpa
from tests.studies.conftest import GROUND, World, day
from tests.support.client import ORIGIN

DSA: dict[str, Any] = {
    "type": "DSA",
    "parties": "Albertville City and Lakeshore Center",
    "signed_on": day(-3).isoformat(),
    "expires_on": day(300).isoformat(),
    "destroy_on": day(600).isoformat(),
    **GROUND,
}


def steward_of(world: World, study: Any) -> Any:
    steward = world.make.member(world.city, name="Dora Keep")
    world.join(study, steward, world.city, "data_steward")
    return steward


def test_those_who_answer_for_the_data_record_an_agreement(browser_as, world: World) -> None:
    study = world.study("co_design")
    at = f"/studies/{study.id}/agreements"
    for person in (world.lead, world.co_lead, steward_of(world, study)):
        said = browser_as(person).send(at, DSA).text
        assert "The agreement is recorded." in said
        assert "Studies exception, 34 CFR 99.31(a)(6)" in said
        assert "Daily attendance, grade, bus route." in said
    assert len(world.make.all(Agreement)) == 3


def test_nobody_else_records_corrects_or_removes_one(browser_as, world: World) -> None:
    study = world.study("active")
    teacher = world.make.member(world.city)
    world.join(study, teacher, world.city, "practitioner")
    before = [(row.parties, row.basis) for row in world.make.all(Agreement)]
    at, one = f"/studies/{study.id}/agreements", world.make.all(Agreement)[0].id
    for person in (teacher, world.city_leader, world.city_signer, world.stranger, None):
        browser = browser_as(person)
        for path in (at, f"{at}/{one}", f"{at}/{one}/remove", f"{at}/{one}/paper/remove"):
            assert browser.force(path, DSA).status_code in (401, 403, 404)
    assert [(row.parties, row.basis) for row in world.make.all(Agreement)] == before


@pytest.mark.parametrize(
    ("basis", "gaps"),
    [
        ("studies", {"purpose", "scope", "elements", "expires_on", "destroy_on"}),
        ("audit", {"purpose", "scope", "elements", "destroy_on"}),
        ("consent", {"elements"}),
        ("deidentified", {"elements"}),
        ("none", set()),
        ("", {"basis"}),
        ("friendship", {"basis"}),
    ],
)
def test_each_ground_asks_for_what_the_law_asks(
    browser_as, world: World, basis: str, gaps: set[str]
) -> None:
    assert set(ferpa.missing("DSA", basis, "none")) == gaps | (
        {"elements"} if basis == "friendship" else set()
    )
    study = world.study("co_design")
    data = {
        "type": "DSA",
        "parties": "Both sides",
        "signed_on": day(-1).isoformat(),
        "basis": basis,
        "ppra": "none",
    }
    answer = browser_as(world.lead).send(
        f"/studies/{study.id}/agreements", data, status=422 if gaps else 200
    )
    for field in gaps:
        assert f'href="#{field}"' in answer.text
    assert len(world.make.all(Agreement)) == (0 if gaps else 1)


def test_a_protected_survey_is_asked_about_by_itself(world: World) -> None:
    assert set(ferpa.missing("MOU", "none", "")) == {"ppra"}


@pytest.mark.parametrize("kind", ["IRB", "approval"])
def test_an_ethics_review_and_an_approval_need_no_ground(
    browser_as, world: World, kind: str
) -> None:
    study = world.study("co_design")
    data = {"type": kind, "parties": "Board of Lakeshore", "signed_on": day(-1).isoformat()}
    browser_as(world.lead).send(f"/studies/{study.id}/agreements", data)
    assert [row.basis for row in world.make.all(Agreement)] == [""]


def test_no_rule_is_left_to_the_form_alone(world: World) -> None:
    study = world.study("co_design")
    facts = DSA | {"signed_on": day(-3), "expires_on": day(300), "destroy_on": day(600)}
    for wrong in (
        {"destroy_on": None},
        {"destroy_on": day(-9)},
        {"basis": ""},
        {"basis": "x"},
        {"ppra": "x"},
        {"type": "x"},
        {"purpose": " "},
    ):
        with pytest.raises(DomainError):
            world.do(agreements.record_agreement, world.lead, study.id, **(facts | wrong))


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(
    browser_as, world: World
) -> None:
    study = world.study("co_design")
    wrong = DSA | {"destroy_on": "", "signed_on": "soon", "purpose": "To learn about the bell."}
    answer = browser_as(world.lead).send(f"/studies/{study.id}/agreements", wrong, status=422)
    assert "Give a day as year, month and day" in answer.text
    assert "To learn about the bell." in answer.text
    assert 'value="soon"' in answer.text
    assert 'value="studies" checked' in answer.text
    corrected = browser_as(world.lead).send(
        f"/studies/{study.id}/agreements", DSA | {"destroy_on": ""}, status=422
    )
    assert "34 CFR 99.31(a)(6) requires the agreement to say it" in corrected.text


def test_every_ground_is_explained_beside_its_choice(browser_as, world: World) -> None:
    study = world.study("co_design")
    page = browser_as(world.lead).read(f"/studies/{study.id}/agreements")
    for basis in BASES:
        assert ferpa.EXPLAINED[basis] in page.text
    for line in ferpa.CHECKLIST:
        assert line in page.text
    assert "student data are never stored here" in page.text.lower()


def test_what_looks_like_a_student_is_asked_about(browser_as, world: World) -> None:
    study = world.study("co_design")
    said = DSA | {"elements": "Attendance of Marcus T., grade 9."}
    answer = browser_as(world.lead).send(f"/studies/{study.id}/agreements", said, status=422)
    assert "looks like" in answer.text


def test_an_agreement_is_corrected_and_the_partners_read_that_it_was(
    browser_as, world: World
) -> None:
    study = world.study("active")
    one = world.make.all(Agreement)[0]
    at = f"/studies/{study.id}/agreements/{one.id}"
    page = browser_as(world.co_lead).read(at)
    assert one.purpose in page.text
    said = browser_as(world.co_lead).send(at, {"scope": "Two high schools, this year."}).text
    assert "Two high schools, this year." in said
    fresh = next(row for row in world.make.all(Agreement) if row.id == one.id)
    assert (fresh.purpose, fresh.destroy_on) == (one.purpose, one.destroy_on)
    assert (
        "corrected: Data sharing agreement"
        in browser_as(world.lead).read(f"/studies/{study.id}").text
    )
    # The study is listed: the line is for its partners alone.
    assert "corrected: Data sharing" not in browser_as().read(f"/studies/{study.id}").text


def test_a_correction_follows_the_same_rules(browser_as, world: World) -> None:
    study = world.study("active")
    one = world.make.all(Agreement)[0]
    at = f"/studies/{study.id}/agreements/{one.id}"
    answer = browser_as(world.lead).send(at, {"destroy_on": "", "scope": "Changed"}, status=422)
    assert "Changed" in answer.text
    assert next(r for r in world.make.all(Agreement) if r.id == one.id).scope == one.scope


def test_after_the_study_has_ended_its_agreements_stay(browser_as, world: World) -> None:
    study = world.study("published")
    one = world.make.all(Agreement)[0]
    at = f"/studies/{study.id}/agreements"
    browser = browser_as(world.lead)
    assert "Its agreements stay as they are" in browser.read(f"{at}/{one.id}").text
    assert "stay as they are" in browser.force(f"{at}/{one.id}", DSA).text
    browser.force(f"{at}/{one.id}/remove")
    assert len(world.make.all(Agreement)) == 2


def test_an_agreement_of_another_study_is_not_reached_through_ones_own(
    browser_as, world: World
) -> None:
    theirs, own = world.study("active"), world.study("co_design")
    one = world.make.all(Agreement)[0]
    browser = browser_as(world.lead)
    assert browser.get(f"/studies/{own.id}/agreements/{one.id}").status_code == 404
    assert browser.force(f"/studies/{own.id}/agreements/{one.id}", DSA).status_code == 404
    assert browser.get(f"/studies/{theirs.id}/agreements/{one.id}").status_code == 200


def test_no_string_breaks_the_form(browser_as, world: World, check_data: Path) -> None:
    strings = json.loads((check_data / "security" / "blns.json").read_text())
    study = world.study("co_design")
    browser = browser_as(world.lead)
    token = browser.token()
    names = ("parties", "purpose", "scope", "elements", "expires_on", "basis", "type", "ppra")
    for at in range(0, len(strings), 8):
        data = DSA | dict(zip(names, strings[at : at + 8], strict=False))
        data |= {"csrf_token": token, "not_a_student": "y"}
        answer = browser.post(f"/studies/{study.id}/agreements", data=data, headers=ORIGIN)
        assert answer.status_code in (303, 422)


def test_a_study_keeps_no_endless_list(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    study = world.study("active")
    monkeypatch.setattr(agreements, "MOST", 2)
    with pytest.raises(DomainError, match="at most 2"):
        world.agree(study)


def test_an_agreement_is_not_reached_through_another_study(world: World) -> None:
    one, other = world.study("co_design"), world.study("co_design")
    world.agree(one)
    made = world.make.all(Agreement)[0]
    facts = {"type": "approval", "parties": "The board", "signed_on": day(-1)}
    for verb, about in (
        (agreements.correct_agreement, facts),
        (agreements.remove_agreement, {}),
        (agreements.remove_paper, {}),
    ):
        with pytest.raises(DomainError, match="already removed"):
            world.do(verb, world.lead, other.id, made.id, **about)
    (kept,) = [a for a in world.make.all(Agreement) if a.id == made.id]
    assert (kept.type, kept.parties) == (made.type, made.parties)
