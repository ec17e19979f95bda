"""Every life: each verb in each state is allowed, or refused with its sentence and who can help."""

import dataclasses
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from importlib import import_module
from typing import Any, NamedTuple

import pytest
from flask import Flask

from rpp import clock, lifecycle
from rpp.ask.unanswered import operations as questions
from rpp.ask.unanswered.life import Action as QuestionAction
from rpp.ask.unanswered.models import UnansweredQuestion
from rpp.briefs import operations as briefs
from rpp.briefs import publishing, retiring
from rpp.briefs.life import Action as BriefAction
from rpp.briefs.models import Brief, BriefVersion
from rpp.briefs.onepage import operations as families
from rpp.briefs.onepage.life import Action as PageAction
from rpp.briefs.onepage.models import OnePage
from rpp.briefs.published import Basis, Content
from rpp.briefs.review import asking, deciding, suggesting
from rpp.briefs.review.life import Change
from rpp.briefs.review.life import Part as ReviewAction
from rpp.briefs.review.models import BriefReviewer, BriefSuggestion
from rpp.briefs.review.suggesting import Suggestion
from rpp.briefs.texts import Texts
from rpp.briefs.uses import operations as uses
from rpp.briefs.uses.life import Action as UseAction
from rpp.briefs.uses.models import BriefUse
from rpp.claims.register import operations as claims
from rpp.claims.register.content import Content as ClaimContent
from rpp.claims.register.life import Action as ClaimAction
from rpp.claims.register.models import Claim, ClaimRequest, ClaimVersion
from rpp.config import ROOT
from rpp.contact.life import Action as MessageAction
from rpp.contact.models import ContactMessage
from rpp.discussions import operations as comments
from rpp.discussions import reports
from rpp.discussions.life import Action as CommentAction
from rpp.discussions.life import Decision
from rpp.discussions.models import Comment, CommentReport
from rpp.errors import DomainError
from rpp.evidence.ratings import challenging, judging, places
from rpp.evidence.ratings import deciding as settling
from rpp.evidence.ratings import opening as rating_opening
from rpp.evidence.ratings.forms import Declaration
from rpp.evidence.ratings.life import Action as RatingAction
from rpp.evidence.ratings.life import Argue as RatingArgue
from rpp.evidence.ratings.life import Part as RatingPart
from rpp.evidence.references import operations as imports
from rpp.evidence.references import undoing
from rpp.evidence.references.life import Action as ImportAction
from rpp.evidence.references.models import ReferenceImport
from rpp.kinds import Subject
from rpp.lifecycle import AnyStep
from rpp.networks import operations as networks
from rpp.networks.life import Action as PlaceAction
from rpp.networks.models import Network, NetworkMembership
from rpp.organizations import operations as organizations
from rpp.organizations.life import Action as MembershipAction
from rpp.organizations.models import Membership, Organization
from rpp.policy import PERMISSIONS, Viewer
from rpp.problems import ending, merging
from rpp.problems import operations as problems
from rpp.problems.life import Action as ProblemAction
from rpp.problems.models import Problem
from rpp.rounds import certifying, closing, opening, reminding
from rpp.rounds import operations as rounds
from rpp.rounds.life import Action as RoundAction
from rpp.rounds.models import Round
from rpp.rounds.plan import Plan
from rpp.studies.models import Study
from rpp.syntheses import candidates, searching
from rpp.syntheses import operations as syntheses
from rpp.syntheses import publishing as versions
from rpp.syntheses import suggesting as missing_studies
from rpp.syntheses.life import Action as SynthesisAction
from rpp.syntheses.life import Answer as SuggestionAnswer
from rpp.syntheses.life import Verdict
from rpp.syntheses.models import Synthesis, SynthesisStudy, SynthesisSuggestion
from tests.support import ratings as ratings_world
from tests.support import world as schools
from tests.support.factories import Factories

# Of every room, also of one that no import above names: no life goes unseen.
for path in sorted((ROOT / "rpp").rglob("life.py")):
    import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
LIVES = {life.kind: life for life in lifecycle.every()}
CASES = [(kind, step, at) for kind, life in LIVES.items() for step in life.steps for at in life.now]


class Standing(NamedTuple):
    """A thing of which nothing is known but its status."""

    status: str


@pytest.mark.parametrize("kind", LIVES)
def test_a_life_is_told_whole(kind: str) -> None:
    life = LIVES[kind]
    verbs = [step.action for step in life.steps]
    assert len(verbs) == len(set(verbs))
    named = {state for step in life.steps for state in (*step.at, step.to) if state}
    assert named <= set(life.now)
    assert set(life.labels) == set(life.now)
    assert all(life.now.values())
    first, *others = life.now
    reached = {to for states in life.transitions.values() for to in states}
    assert set(others) <= reached
    assert first in life.now


@pytest.mark.parametrize("kind", LIVES)
def test_someone_holds_each_permission_of_a_life(kind: str) -> None:
    life = LIVES[kind]
    for step in life.steps:
        assert step.permission in PERMISSIONS, step.action
        assert life.holders[step.permission]


@pytest.mark.parametrize(
    ("kind", "step", "state"), CASES, ids=[f"{k}-{s.action}-{at}" for k, s, at in CASES]
)
def test_a_refusal_says_why_and_where_it_stands(kind: str, step: AnyStep, state: str) -> None:
    life, thing = LIVES[kind], Standing(state)
    if state in step.at:
        assert life.why_not(thing, step.action) == ""
        life.require(thing, step.action)
    else:
        with pytest.raises(DomainError) as refused:
            life.require(thing, step.action)
        assert refused.value.sentence == f"{step.refusal} {life.now[state]}"
        assert not life.may_now(Viewer(id=1), thing, step.action)


@pytest.mark.parametrize("kind", LIVES)
def test_the_picture_in_the_docs_is_drawn_from_the_table(one_app: Flask, kind: str) -> None:
    from rpp import life_pictures

    life = LIVES[kind]
    with one_app.app_context():
        drawn = life_pictures.svg(life)
    file = ROOT / "docs" / "lives" / f"{kind.replace(' ', '-')}.svg"
    assert file.exists(), "draw it: make docs"
    assert file.read_text() == drawn + "\n", "the table changed; draw it anew: make docs"
    page = (ROOT / "docs" / "architecture.md").read_text()
    assert f"(lives/{file.name})" in page, "no link in docs/architecture.md leads to it"
    for step in life.steps:
        if step.to and step.at != (step.to,):
            assert step.action in drawn
    for label in life.labels.values():
        assert f">{label}<" in drawn


# --- the operations ask their table --------------------------------------------------------


class Undo(Exception):
    """Ends a transaction without a trace."""


Act = Callable[[Any, Viewer, Any], Any]


class Walk(NamedTuple):
    """A thing, who may do everything with it, and what they do: operations by action."""

    thing: Any
    viewer: Viewer
    acts: dict[StrEnum, Act]


def of_problem(make: Factories) -> Walk:
    w = schools.build(make)
    ids = frozenset({w.district.id, w.neighbour.id})
    viewer = Viewer(id=w.steward.id, leas=ids, leads=ids, stewards=frozenset({w.network.id}))
    other = w.problem("open", organization_id=w.neighbour.id)
    acts: dict[StrEnum, Act] = {
        ProblemAction.WRITE: lambda s, v, p: problems.save_problem(s, v, p, {"title": "A title"}),
        ProblemAction.SUBMIT: lambda s, v, p: problems.submit_problem(s, v, p, []),
        ProblemAction.DELETE: problems.delete_draft,
        ProblemAction.WITHDRAW: problems.take_back_problem,
        ProblemAction.OPEN: problems.open_problem,
        ProblemAction.RETURN: lambda s, v, p: problems.return_problem(s, v, p, "Say more."),
        ProblemAction.JOIN: lambda s, v, p: problems.join_problem(
            s, v, p, w.neighbour.id, "More so.", "Here too."
        ),
        ProblemAction.MERGE: lambda s, v, p: merging.propose_merge(
            s, v, p, s.get(Problem, other.id), "The same."
        ),
        ProblemAction.ABSORB: lambda s, v, p: merging.propose_merge(
            s, v, s.get(Problem, other.id), p, "The same."
        ),
        ProblemAction.UNDO_MERGE: lambda s, v, p: merging.undo_merge(s, v, p, "They differ."),
        ProblemAction.PRIORITIZE: lambda s, v, p: problems.prioritize_problem(s, v.id, p.id, 1),
        ProblemAction.REOPEN: lambda s, v, p: problems.reopen_problem(s, v, p, "Not yet."),
        ProblemAction.ANSWER: lambda s, v, p: ending.answer_problem(
            s, v, p, "evidence", 1, "It fits."
        ),
        ProblemAction.RETIRE: lambda s, v, p: ending.retire_problem(
            s, v, p, "solved_locally", "Solved."
        ),
    }
    return Walk(w.problem("draft"), viewer, acts)


def of_round(make: Factories) -> Walk:
    w = schools.build(make)
    viewer = Viewer(
        id=w.steward.id,
        leads=frozenset({w.district.id}),
        delegate_for=frozenset({w.district.id}),
        stewards=frozenset({w.network.id}),
    )
    now = clock.now()
    about = {"opens_at": now, "closes_at": now + timedelta(days=1)}
    plan = Plan(title="First", **about)
    thing = make.add(
        Round(network_id=w.network.id, title="First", timezone="UTC", status_since=now, **about)
    )
    acts: dict[StrEnum, Act] = {
        RoundAction.EDIT: lambda s, v, r: rounds.edit_round(s, v, r.id, plan),
        RoundAction.NOTE: lambda s, v, r: rounds.note_option(s, v, r.id, 1, "A trial."),
        RoundAction.SCHEDULE: lambda s, v, r: rounds.schedule_round(s, v, r.id),
        RoundAction.DELETE: lambda s, v, r: rounds.delete_draft(s, v, r.id),
        RoundAction.OPEN: lambda s, v, r: opening.open_round(s, v, r.id),
        RoundAction.CANCEL: lambda s, v, r: rounds.cancel_round(s, v, r.id, "A storm."),
        RoundAction.NAME_SUBSTITUTE: lambda s, v, r: rounds.name_substitute(
            s, v, r.id, w.district.id, None
        ),
        RoundAction.REMIND: lambda s, v, r: reminding.remind(s, v, r.id),
        RoundAction.EXTEND: lambda s, v, r: rounds.extend_round(s, v, r.id, now, "A storm."),
        RoundAction.WITHDRAW_PROBLEM: lambda s, v, r: rounds.withdraw_option(
            s, v, r.id, 1, "Answered."
        ),
        RoundAction.CLOSE: lambda s, v, r: closing.close_round(s, v, r.id),
        RoundAction.CERTIFY: lambda s, v, r: certifying.certify_round(
            s, v, r.id, w.district.id, True
        ),
        RoundAction.REFUSE: lambda s, v, r: certifying.certify_round(
            s, v, r.id, w.district.id, False, "A wrong count."
        ),
    }
    return Walk(thing, viewer, acts)


def of_brief(make: Factories) -> Walk:
    w = schools.build(make)
    lead = make.researcher()
    now, problem = clock.now(), w.problem("prioritized")
    about = {"problem_id": problem.id, "network_id": w.network.id, "status_since": now}
    study = make.add(
        Study(
            **about,
            lead_id=lead.id,
            organization_id=w.district.id,
            title="A later bell",
            status="interpreted",
            created_at=now,
        )
    )
    thing = make.add(Brief(**about, study_id=study.id, title="", created_at=now))
    acts: dict[StrEnum, Act] = {
        BriefAction.WRITE: lambda s, v, b: briefs.save_draft(s, v, b.id, Texts(title="A title")),
        BriefAction.DISSENT: lambda s, v, b: briefs.print_dissent(s, v, b.id, "We differ."),
        BriefAction.SEND_TO_REVIEW: lambda s, v, b: briefs.send_to_review(s, v, b.id),
        BriefAction.DELETE: lambda s, v, b: briefs.delete_draft(s, v, b.id),
        BriefAction.NAME_REVIEWER: lambda s, v, b: asking.ask_reviewer(s, v, b.id, 1, 1),
        BriefAction.SUGGEST: lambda s, v, b: suggesting.suggest(s, v, b.id, SUGGESTED),
        BriefAction.APPROVE: lambda s, v, b: deciding.decide(s, v, b.id, YES),
        BriefAction.SEND_BACK: lambda s, v, b: deciding.decide(s, v, b.id, NO),
        BriefAction.RETURN: lambda s, v, b: briefs.return_to_draft(s, v, b.id),
        BriefAction.PUBLISH: lambda s, v, b: publishing.publish_brief(s, v, b.id),
        BriefAction.CORRECT: lambda s, v, b: publishing.correct_brief(s, v, b.id, "A number."),
        BriefAction.DISCARD: lambda s, v, b: briefs.drop_correction(s, v, b.id),
        BriefAction.USE: lambda s, v, b: uses.record_use(s, v, b.id, w.district.id, SAID),
        BriefAction.SUPERSEDE: lambda s, v, b: retiring.supersede_brief(s, v, b.id, 99, "Newer."),
        BriefAction.WITHDRAW: lambda s, v, b: retiring.withdraw_brief(s, v, b.id, "An error."),
    }
    return Walk(thing, Viewer(id=lead.id), acts)


SAID = uses.Said(1, "in_use", "instrumental", date(2026, 8, 10), "We moved the bell.", "It fits.")


def of_use(make: Factories) -> Walk:
    brief, now = of_brief(make).thing, clock.now()
    district = make.all(Organization)[0]
    first, second = make.member(district), make.member(district)
    make.add(
        BriefVersion(
            brief_id=brief.id,
            number=1,
            title="",
            bottom_line="",
            content=Content({}, [], None, [], Basis("", "", None, [], [])),
            parts_html={},
            authors=[],
            text_hash="",
            published_by=first.id,
            published_at=now,
        )
    )
    with make.writing() as session:
        row = session.get_one(Brief, brief.id)
        row.status, row.current = "published", 1
    thing = make.add(
        BriefUse(
            **{"brief_id": brief.id, "version": 1, "organization_id": district.id},
            **{"status": "asked", "status_since": now, "asked_month": 6},
            **{"stage": "planning", "used_on": date(2026, 8, 10)},
            **{"said_by": first.id, "said_at": now, "confirmed_by": second.id},
        )
    )
    acts: dict[StrEnum, Act] = {
        UseAction.CONFIRM: lambda s, v, u: uses.confirm_use(s, v, u.id, 1),
        UseAction.DISPUTE: lambda s, v, u: uses.dispute_use(s, v, u.id, "We never did."),
        UseAction.CORRECT: lambda s, v, u: uses.correct_use(s, v, u.id, SAID),
        UseAction.TAKE_BACK: lambda s, v, u: uses.take_back_use(s, v, u.id, "Another brief."),
    }
    return Walk(thing, Viewer(id=second.id, leas=frozenset({district.id})), acts)


SUGGESTED = Suggestion("title", why="Say by how much.")
YES, NO = deciding.Decision(True), deciding.Decision(False)


def a_reviewer(make: Factories) -> BriefReviewer:
    """Someone of a district who reviews a brief that is in review."""
    brief = of_brief(make).thing
    with make.writing() as session:
        session.get_one(Brief, brief.id).status = "in_review"
    district = make.organization()
    make.join(make.all(Network)[0], district)
    person, now = make.member(district), clock.now()
    return make.add(
        BriefReviewer(
            brief_id=brief.id,
            person_id=person.id,
            organization_id=district.id,
            practitioner=True,
            status_since=now,
            asked_at=now,
            asked_by=person.id,
        )
    )


def of_review(make: Factories) -> Walk:
    one = a_reviewer(make)
    acts: dict[StrEnum, Act] = {
        ReviewAction.ASK_AGAIN: lambda s, v, r: asking.ask_reviewer(
            s, v, r.brief_id, r.person_id, r.organization_id
        ),
        ReviewAction.ACCEPT: lambda s, v, r: asking.accept_review(
            s, v, r.id, may_name=True, conflict=""
        ),
        ReviewAction.DECLINE: lambda s, v, r: asking.decline_review(s, v, r.id),
        ReviewAction.RELEASE: lambda s, v, r: asking.release_reviewer(s, v, r.brief_id, r.id),
        ReviewAction.DECIDE: lambda s, v, r: deciding.decide(s, v, r.brief_id, YES),
        ReviewAction.SUGGEST: lambda s, v, r: suggesting.suggest(s, v, r.brief_id, SUGGESTED),
    }
    return Walk(one, Viewer(id=one.person_id), acts)


def of_suggestion(make: Factories) -> Walk:
    one, now = a_reviewer(make), clock.now()
    made = make.add(
        BriefSuggestion(
            brief_id=one.brief_id,
            reviewer_id=one.id,
            section="title",
            text_hash="",
            status_since=now,
            created_at=now,
        )
    )

    def answer(taken: bool) -> Act:
        return lambda s, v, m: suggesting.answer_suggestion(
            s, v, m.brief_id, m.id, taken=taken, word="Right."
        )

    acts: dict[StrEnum, Act] = {
        Change.TAKE_UP: answer(True),
        Change.TURN_DOWN: answer(False),
        Change.TAKE_BACK: lambda s, v, m: suggesting.take_back(s, v, m.brief_id, m.id),
    }
    return Walk(made, Viewer(id=one.person_id), acts)


def of_family_page(make: Factories) -> Walk:
    one, now = a_reviewer(make), clock.now()
    page = make.add(
        OnePage(
            **{"brief_id": one.brief_id, "language": "en", "number": 1},
            **{"title": "A later bell", "body": "", "body_html": "", "status_since": now},
            **{"written_by": one.person_id, "written_at": now},
        )
    )

    def decide(approved: bool) -> Act:
        return lambda s, v, p: families.decide_page(
            s, v, p.id, approved=approved, comment="It says too much.", text_hash=p.text_hash
        )

    acts: dict[StrEnum, Act] = {
        PageAction.SEND: lambda s, v, p: families.send_page(s, v, p.id),
        PageAction.APPROVE: decide(True),
        PageAction.SEND_BACK: decide(False),
        PageAction.RETURN: lambda s, v, p: families.return_page(s, v, p.id),
        PageAction.PUBLISH: lambda s, v, p: families.publish_page(s, v, p.id),
        PageAction.DELETE: lambda s, v, p: families.delete_page(s, v, p.id),
    }
    return Walk(page, Viewer(id=one.person_id), acts)


def a_comment(w: schools.World) -> tuple[Comment, Subject]:
    problem = w.problem("open")
    comment = w.make.add(
        Comment(
            subject_kind="problem",
            subject_id=problem.id,
            author_id=w.author.id,
            body="We see it too.",
            body_html="<p>We see it too.</p>",
            markup_version=1,
            status_since=clock.now(),
            written_at=clock.now(),
        )
    )
    at = f"/problems/{problem.id}"
    return comment, Subject("problem", problem.id, problem.title, at, w.network.id, "UTC")


def of_comment(make: Factories) -> Walk:
    w = schools.build(make)
    comment, subject = a_comment(w)
    acts: dict[StrEnum, Act] = {
        CommentAction.ANSWER: lambda s, v, c: comments.post_comment(
            s, v, subject, "Since when?", reply_to=c
        ),
        CommentAction.EDIT: lambda s, v, c: comments.edit_comment(s, v, subject, c, "We do."),
        CommentAction.REPORT: lambda s, v, c: reports.report_comment(s, v, subject, c, "Rude."),
        CommentAction.HIDE: lambda s, v, c: comments.hide_comment(s, v, subject, c, "Rude."),
        CommentAction.RESTORE: lambda s, v, c: comments.restore_comment(s, v, subject, c),
        CommentAction.DELETE: lambda s, v, c: comments.delete_comment(s, v, subject, c),
    }
    return Walk(comment, Viewer(id=w.steward.id), acts)


def of_report(make: Factories) -> Walk:
    w = schools.build(make)
    comment, subject = a_comment(w)
    report = make.add(
        CommentReport(
            comment_id=comment.id,
            reporter_id=w.stranger.id,
            reason="Rude.",
            reported_at=clock.now(),
            status_since=clock.now(),
        )
    )

    def decide(hide: bool) -> Act:
        return lambda s, v, r: reports.decide(
            s, v, reports.Reported(r, s.get(Comment, comment.id), subject, "", ""), "No.", hide=hide
        )

    return Walk(
        report,
        Viewer(id=w.steward.id),
        {Decision.HIDE: decide(True), Decision.KEEP: decide(False)},
    )


def of_message(make: Factories) -> Walk:
    now = clock.now()
    message = ContactMessage(email="a@b.example", body="Help?", status_since=now, sent_at=now)
    return Walk(make.add(message), Viewer(id=make.admin().id, is_admin=True), {})


def of_question(make: Factories) -> Walk:
    person, now = make.admin(), clock.now()
    one = UnansweredQuestion(title="Why?", words_hash="0" * 64, status_since=now, asked_at=now)
    acts: dict[StrEnum, Act] = {
        QuestionAction.ANSWER: lambda s, v, one: questions.answer_question(
            s, v, one.id, "brief", 1
        ),
        QuestionAction.REOPEN: lambda s, v, one: questions.reopen_question(s, v, one.id),
        QuestionAction.HIDE: lambda s, v, one: questions.hide_question(s, v, one.id, "Spam."),
        QuestionAction.SHOW: lambda s, v, one: questions.show_question(s, v, one.id),
    }
    return Walk(make.add(one), Viewer(id=person.id, is_admin=True), acts)


def of_claim(make: Factories) -> Walk:
    writer, now = make.admin(), clock.now()
    content = ClaimContent(
        "Word Club", "Words Inc.", "It works.", seen_on=now.date(), reasons="It does."
    )
    one = make.add(
        Claim(
            title="Word Club",
            draft=content,
            written_by=writer.id,
            current=1,
            status_since=now,
            recorded_at=now,
        )
    )
    make.add(
        ClaimVersion(
            claim_id=one.id,
            number=1,
            content=content,
            sha256="0" * 64,
            written_by=writer.id,
            published_by=make.person().id,
            published_at=now,
        )
    )
    asked = make.add(
        ClaimRequest(
            claim_id=one.id, version=1, person_id=make.person().id, words="No.", asked_at=now
        )
    )
    second = Viewer(id=make.admin().id, is_admin=True)
    typed = dataclasses.replace(claims.typed_of(content), change="The words.")
    acts: dict[StrEnum, Act] = {
        ClaimAction.EDIT: lambda s, v, c: claims.save_draft(s, v, c.id, typed),
        ClaimAction.PROPOSE: lambda s, v, c: claims.propose_claim(s, v, c.id),
        ClaimAction.DROP: lambda s, v, c: claims.drop_claim(s, v, c.id),
        ClaimAction.RETURN: lambda s, v, c: claims.return_claim(s, v, c.id, "Wrong page."),
        ClaimAction.PUBLISH: lambda s, v, c: claims.publish_claim(s, second, c.id, 1, "None"),
        ClaimAction.CORRECT: lambda s, v, c: claims.correct_claim(s, v, c.id, typed, 1),
        ClaimAction.REFUSE: lambda s, v, c: claims.refuse_correction(s, v, c.id, "No reason."),
        ClaimAction.ASK: lambda s, v, c: claims.ask_of_claim(s, v, c.id, "It is not so.", False),
        ClaimAction.ANSWER: lambda s, v, c: claims.answer_request(
            s, v, asked.id, "stands", "It is so."
        ),
        ClaimAction.WITHDRAW: lambda s, v, c: claims.withdraw_claim(s, v, c.id, "An error."),
    }
    return Walk(one, Viewer(id=writer.id, is_admin=True), acts)


def of_import(make: Factories) -> Walk:
    person, now = make.admin(), clock.now()
    one = ReferenceImport(
        name="a.ris", sha256="0" * 64, person_id=person.id, status_since=now, received_at=now
    )
    acts: dict[StrEnum, Act] = {
        ImportAction.DECIDE: lambda s, v, one: imports.decide(s, v, one.id, {}),
        ImportAction.DISCARD: lambda s, v, one: imports.discard(s, v, one.id),
        ImportAction.WRITE: lambda s, v, one: imports.approve(s, v, one.id),
        ImportAction.UNDO: lambda s, v, one: undoing.undo(s, v, one.id),
    }
    return Walk(make.add(one), Viewer(id=person.id, is_admin=True), acts)


def of_membership(make: Factories) -> Walk:
    w = schools.build(make)
    person = make.person()
    thing = make.add(
        Membership(person_id=person.id, organization_id=w.district.id, status_since=clock.now())
    )
    her = Viewer(id=person.id, email=person.email)
    acts: dict[StrEnum, Act] = {
        MembershipAction.APPROVE: lambda s, v, m: organizations.approve(s, v, m.id, "member"),
        MembershipAction.REFUSE: lambda s, v, m: organizations.refuse(s, v, m.id, "No."),
        MembershipAction.TAKE_BACK: lambda s, v, m: organizations.take_back(s, her, w.district.id),
        MembershipAction.LEAD: lambda s, v, m: organizations.set_leader(s, v, m.id, True),
        MembershipAction.END: lambda s, v, m: organizations.end_membership(s, v, m.id),
    }
    return Walk(thing, Viewer(id=w.leader.id, leads=frozenset({w.district.id})), acts)


def of_place(make: Factories) -> Walk:
    w = schools.build(make)
    far = make.organization("Near Enough")
    thing = make.add(
        NetworkMembership(network_id=w.network.id, organization_id=far.id, status_since=clock.now())
    )
    acts: dict[StrEnum, Act] = {
        PlaceAction.ADMIT: lambda s, v, m: networks.admit(s, v, m.id),
        PlaceAction.REFUSE: lambda s, v, m: networks.refuse(s, v, m.id, "No."),
        PlaceAction.END: lambda s, v, m: networks.end(s, v, m.id),
    }
    return Walk(thing, Viewer(id=w.steward.id), acts)


def kept(make: Factories, status: str = "screening") -> tuple[Synthesis, Viewer]:
    """A synthesis, and who keeps it."""
    w, now = schools.build(make), clock.now()
    made = Synthesis(
        slug="a-question",
        network_id=w.network.id,
        status=status,
        status_since=now,
        title="A question",
        created_at=now,
    )
    return make.add(made), Viewer(id=w.steward.id, stewards=frozenset({w.network.id}))


def of_synthesis(make: Factories) -> Walk:
    made, viewer = kept(make)
    texts, now = syntheses.Texts("An answer."), clock.now()
    study = SynthesisStudy(
        synthesis_id=made.id, key="evidence:1", title="One", found_at=now, status_since=now
    )
    study_id, included = make.add(study).id, candidates.Decision("included")
    acts: dict[StrEnum, Act] = {
        SynthesisAction.WRITE: lambda s, v, one: syntheses.write(s, v, one.id, texts),
        SynthesisAction.DELETE: lambda s, v, one: syntheses.delete_draft(s, v, one.id),
        SynthesisAction.OPEN: lambda s, v, one: syntheses.open_screening(s, v, one.id),
        SynthesisAction.SEARCH: lambda s, v, one: searching.searched(s, v, one.id, 0),
        SynthesisAction.SCREEN: lambda s, v, one: candidates.decide(s, v, study_id, included),
        SynthesisAction.SUGGEST: lambda s, v, one: missing_studies.suggest(
            s, v, one.id, reference="A study"
        ),
        SynthesisAction.PUBLISH: lambda s, v, one: versions.publish(s, v, one.id),
        SynthesisAction.RENEW: lambda s, v, one: versions.renew(s, v, one.id, "A note."),
        SynthesisAction.RETIRE: lambda s, v, one: versions.retire(
            s, v, one.id, "conclusive", "Sure."
        ),
        SynthesisAction.REOPEN: lambda s, v, one: versions.reopen(s, v, one.id, "New ones."),
    }
    return Walk(made, viewer, acts)


def of_candidate(make: Factories) -> Walk:
    made, viewer = kept(make)
    now = clock.now()
    alike = {"synthesis_id": made.id, "found_at": now, "status_since": now}
    other = make.add(SynthesisStudy(key="evidence:1", title="One", **alike))
    study = make.add(SynthesisStudy(key="evidence:2", title="Two", **alike))

    def decide(stands: str, **about: Any) -> Act:
        decision = candidates.Decision(stands, **about)
        return lambda s, v, one: candidates.decide(s, v, one.id, decision)

    acts: dict[StrEnum, Act] = {
        Verdict.READ: decide("to_read"),
        Verdict.INCLUDE: decide("included"),
        Verdict.EXCLUDE: decide("excluded", reason="outcome"),
        Verdict.DUPLICATE: decide("duplicate", duplicate_of=other.id),
        Verdict.UNDO: decide("candidate"),
    }
    return Walk(study, viewer, acts)


def of_suggestion_of_a_study(make: Factories) -> Walk:
    made, viewer = kept(make)
    now = clock.now()
    sent = SynthesisSuggestion(
        synthesis_id=made.id,
        person_id=viewer.id,
        reference="A study",
        status_since=now,
        sent_at=now,
    )
    acts: dict[StrEnum, Act] = {
        SuggestionAnswer.TAKE: lambda s, v, one: missing_studies.take(s, v, one.id),
        SuggestionAnswer.DECLINE: lambda s, v, one: missing_studies.decline(s, v, one.id, "No."),
    }
    return Walk(make.add(sent), viewer, acts)


def of_rating(make: Factories) -> Walk:
    w = ratings_world.build(make)
    acts: dict[StrEnum, Act] = {
        RatingAction.OPEN: lambda s, v, r: rating_opening.open_requested(s, v, r.id),
        RatingAction.ASK: lambda s, v, r: places.ask(s, v, r.id, w.other.id),
        RatingAction.TAKE: lambda s, v, r: places.take(
            s, replace(v, id=w.other.id), r.id, Declaration([], "", may_name=False)
        ),
        RatingAction.JUDGE: lambda s, v, r: judging.save(s, v, r.id, w.place.id, {}),
        RatingAction.SETTLE: lambda s, v, r: settling.save(s, v, r.id, w.third(s), {}),
        RatingAction.SET_ASIDE: lambda s, v, r: places.set_aside(s, v, r.id, w.place.id, "A tie."),
        RatingAction.CHALLENGE: lambda s, v, r: challenging.challenge(s, v, r.id, w.argument),
        RatingAction.WITHDRAW: lambda s, v, r: rating_opening.withdraw(s, v, r.id, "Not now."),
    }
    return Walk(w.rating, w.viewer, acts)


def of_rating_place(make: Factories) -> Walk:
    w = ratings_world.build(make)
    told = Declaration([], "", may_name=False)
    acts: dict[StrEnum, Act] = {
        RatingPart.ACCEPT: lambda s, v, p: places.take(s, v, p.rating_id, told),
        RatingPart.DECLINE: lambda s, v, p: places.decline(s, v, p.rating_id, p.id, ""),
        RatingPart.RELEASE: lambda s, v, p: places.release(s, v, p.rating_id, p.id, "Silent."),
        RatingPart.REMIND: lambda s, v, p: places.remind(s, v, p.rating_id, p.id),
        RatingPart.SAVE: lambda s, v, p: judging.save(s, v, p.rating_id, p.id, {}),
        RatingPart.SEND: lambda s, v, p: judging.send(s, v, p.rating_id, p.id, {}, facts_read=""),
        RatingPart.SET_ASIDE: lambda s, v, p: places.set_aside(s, v, p.rating_id, p.id, "A tie."),
        RatingPart.ASK_AGAIN: lambda s, v, p: places.ask(s, v, p.rating_id, p.person_id),
    }
    return Walk(w.place, w.viewer, acts)


def of_rating_challenge(make: Factories) -> Walk:
    w = ratings_world.build(make)
    acts: dict[StrEnum, Act] = {
        RatingArgue.UPHOLD: lambda s, v, c: challenging.uphold(
            s, v, c.id, "It is so.", same_reviewers=False
        ),
        RatingArgue.DECLINE: lambda s, v, c: challenging.decline(s, v, c.id, "It is not so."),
        RatingArgue.TAKE_BACK: lambda s, v, c: challenging.take_back(s, v, c.id),
    }
    return Walk(w.challenge, w.viewer, acts)


WALKS: dict[str, Callable[[Factories], Walk]] = {
    "problem": of_problem,
    "round": of_round,
    "brief": of_brief,
    "use": of_use,
    "brief review": of_review,
    "brief suggestion": of_suggestion,
    "family page": of_family_page,
    "comment": of_comment,
    "comment report": of_report,
    "contact message": of_message,
    "evidence import": of_import,
    "unanswered": of_question,
    "claim": of_claim,
    "membership": of_membership,
    "network membership": of_place,
    "rating": of_rating,
    "rating review": of_rating_place,
    "rating challenge": of_rating_challenge,
    "synthesis": of_synthesis,
    "synthesis study": of_candidate,
    "study suggestion": of_suggestion_of_a_study,
}
# What another operation, the clock or the one asking settles; each has tests of its own.
ELSEWHERE: dict[str, set[StrEnum]] = {
    "problem": {ProblemAction.RESOLVE},
    "round": {RoundAction.ANNUL, RoundAction.VOTE},
    "brief": {BriefAction.BEGIN_AGAIN},
    # A question is answered by saying a use: nobody finds one that was answered.
    "use": {UseAction.ANSWER},
    "brief review": {ReviewAction.END},
    # What is published or gone is not written again: another one begins.
    "family page": {PageAction.REPLACE, PageAction.WRITE},
    "contact message": {MessageAction.ANSWER, MessageAction.REOPEN},
    # The worker does these, once the file is read or written to its end.
    "evidence import": {ImportAction.SHOW, ImportAction.REFUSE, ImportAction.FINISH},
    # Taken with the second place, given back with it, or what sending judgments comes to.
    "rating": {
        RatingAction.BEGIN,
        RatingAction.FREE,
        RatingAction.DIFFER,
        RatingAction.AGREE,
        RatingAction.REOPEN,
    },
    "membership": {
        MembershipAction.ASK,
        MembershipAction.JOIN_BY_EMAIL,
        MembershipAction.APPOINT,
    },
    "network membership": {PlaceAction.APPLY},
}


def refusal(session: Any, walk: Walk, action: StrEnum, state: str) -> str:
    """What the operation says of the thing in this state; "" where it says nothing."""
    row = session.get(type(walk.thing), walk.thing.id)
    row.status = state
    session.flush()
    try:
        walk.acts[action](session, walk.viewer, row)
    except DomainError as error:
        return error.sentence
    except Exception:  # a bare row may lack what an allowed step needs
        if not LIVES[row.kind].allows(row, action):
            raise
    return ""


@pytest.mark.parametrize("kind", WALKS)
def test_every_verb_asks_the_table(make: Factories, kind: str) -> None:
    walk, life = WALKS[kind](make), LIVES[kind]
    assert {s.action for s in life.steps} - ELSEWHERE.get(kind, set()) == set(walk.acts)
    for action in walk.acts:
        for state in life.now:
            with suppress(Undo), make.writing() as session:
                said = refusal(session, walk, action, state)
                why = life.why_not(Standing(state), action)
                assert (why in said) if why else (life.step(action).refusal not in said), (
                    action,
                    state,
                    said,
                )
                raise Undo


def test_studies_are_walked_by_everyone_in_tests_of_their_own() -> None:
    missing = set(LIVES) - set(WALKS) - {"study"}
    assert not missing, f"nobody walks through the life of {missing}: add it to WALKS"
