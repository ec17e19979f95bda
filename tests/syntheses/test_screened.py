"""A question is drafted among those who serve a network, opened to all, and screened."""

import pytest

from rpp.errors import DomainError
from rpp.history import Event
from rpp.syntheses import candidates, operations
from rpp.syntheses.candidates import Decision
from rpp.syntheses.models import SynthesisStudy
from tests.support.client import Browser
from tests.syntheses.conftest import QUESTION, Desk

TYPED = {
    "title": QUESTION,
    "intervention": "Any program in or after school",
    "outcome": "Completing school",
    "domains": "Completing school",
    "designs": ["rct", "qed"],
    "others": "ERIC, every 3 months",
}
WHY = {
    "why_living": "Reviews of dropout programs appear every year.",
    "triggers": "A study is added, corrected or withdrawn.",
    "retires_when": "The interval excludes zero for three years.",
    "conflicts": "None of us sells a program.",
}


def test_a_broker_drafts_a_question_that_all_read_once_screening_starts(
    anyone: Browser, browser_as, desk: Desk
) -> None:
    broker, author = browser_as(desk.broker), browser_as(desk.world.author)
    new = f"/syntheses/new?network={desk.world.network.id}"
    href = broker.send(new, TYPED, follow=False, status=303).location
    assert href == "/syntheses/which-programs-help-students-finish-high-school"
    for other in (anyone, author):
        assert other.get(href).status_code == 404
        assert QUESTION not in other.read("/syntheses").text
    # Why it is living is said before anything is screened.
    assert "Say why this must be living" in broker.send(href, action=f"{href}/open").text
    assert anyone.get(href).status_code == 404
    broker.send(f"{href}/plan", WHY)
    assert "ERIC, every 3 months" in str(broker.read(f"{href}/plan").form(f"{href}/plan").fields)
    broker.send(href, action=f"{href}/open")
    assert QUESTION in anyone.read(href).text
    assert QUESTION in anyone.read("/syntheses").text
    assert author.get(f"{href}/plan").status_code == 403
    assert author.get(f"{href}/answer").status_code == 403
    assert author.get(new).status_code == 403
    assert broker.get(f"{href}/delete").status_code == 200


def test_a_draft_that_is_deleted_never_comes_to_light(
    anyone: Browser, browser_as, desk: Desk
) -> None:
    href = f"/syntheses/{desk.draft().slug}"
    broker = browser_as(desk.broker)
    broker.send(f"{href}/delete", action=f"{href}/delete")
    for reader in (anyone, broker):
        assert reader.get(href).status_code == 404
        assert QUESTION not in reader.read("/syntheses").text


def test_two_questions_of_one_title_have_two_addresses(desk: Desk) -> None:
    assert desk.draft().slug + "-2" == desk.draft().slug


def test_a_candidate_is_decided_on_with_a_reason_and_taken_up_again(desk: Desk) -> None:
    synthesis = desk.screened()
    study = desk.candidate(synthesis, desk.record("Check & Connect"))
    with pytest.raises(DomainError, match="Say why it is left out"):
        desk.decide(study, "excluded")
    left_out = desk.decide(study, "excluded", reason="outcome", note="Attendance alone.")
    assert (left_out.status, left_out.stage, left_out.reason) == ("excluded", "text", "outcome")
    taken = desk.decide(study, "included")
    assert (taken.status, taken.reason, taken.note) == ("included", "", "")
    with pytest.raises(DomainError, match="cannot be included now"):
        desk.decide(study, "included")
    told = [one for one in desk.make.all(Event) if one.kind == SynthesisStudy.kind]
    assert [(one.verb, one.private) for one in told] == [("excluded", True), ("included", True)]


def test_nothing_is_decided_before_screening_starts_nor_twice_a_candidate(desk: Desk) -> None:
    synthesis, record = desk.screened(), desk.record("Talent Search")
    study = desk.candidate(synthesis, record)
    with desk.make.writing() as session:
        held = operations.held(session, synthesis.id)
        again = candidates.Named(study.key, study.title, "evidence", record.id)
        assert candidates.add(session, held, [again, again]) == []
    draft = desk.draft()
    other = desk.make.add(
        SynthesisStudy(
            synthesis_id=draft.id,
            key="evidence:1",
            title="Early",
            found_at=study.found_at,
            status_since=study.found_at,
        )
    )
    with pytest.raises(DomainError, match="It is a draft now"):
        desk.decide(other, "included")


def test_a_duplicate_repeats_a_candidate_of_the_same_synthesis_that_is_none_itself(
    desk: Desk,
) -> None:
    synthesis = desk.screened()
    first, second, third = (desk.candidate(synthesis, desk.record(name)) for name in "ABC")
    foreign = desk.candidate(desk.screened(), desk.record("D"))
    for wrong in (None, second.id, foreign.id):
        with pytest.raises(DomainError, match="Choose the candidate that it repeats"):
            desk.does(candidates.decide, second.id, Decision("duplicate", duplicate_of=wrong))
    assert desk.decide(second, "duplicate", duplicate_of=first.id).duplicate_of == first.id
    for one, of in ((third, second), (first, third)):
        with pytest.raises(DomainError, match="no duplicate itself"):
            desk.decide(one, "duplicate", duplicate_of=of.id)
    undone = desk.decide(second, "candidate")
    assert (undone.status, undone.duplicate_of) == ("candidate", None)
