"""Whatever address is asked, by whomever: what is not hers to know stands on no page."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlmodel import SQLModel, select

from rpp import clock
from rpp.briefs import operations as briefs
from rpp.briefs.models import Brief
from rpp.discussions import operations as discussions
from rpp.discussions import subjects
from rpp.organizations import operations as organizations
from rpp.organizations.models import Membership
from rpp.problems.models import LocalContext, Problem
from rpp.rounds.models import Round
from rpp.search import operations as search
from rpp.studies import partners
from rpp.studies.co_design import writing
from rpp.studies.models import (
    Milestone,
    SchoolAsk,
    Study,
    StudyInterest,
    StudyProblem,
    StudyUpdate,
)
from tests.studies.conftest import World, world  # noqa: F401  (a fixture)
from tests.support.client import ORIGIN

SECRET = "Quetzalcoatl"
SEARCHED = "feathered"
WORDS = f"{SECRET} {SEARCHED}"
# Of every thing the first few numbers are asked for: the things of this world are among them.
NUMBERS = range(1, 7)


def hide(world: World) -> None:  # noqa: F811
    """Fill the world with what only a few may know, each with the word in it."""
    make, now = world.make, clock.now()
    about = {
        "network_id": world.network.id,
        "organization_id": world.city.id,
        "author_id": world.city_leader.id,
        "status_since": now,
        "created_at": now,
        "saved_at": now,
    }
    texts = dict.fromkeys(("summary", "affected", "evidence", "tried", "plan"), WORDS)
    for status in ("draft", "submitted", "returned"):
        make.add(Problem(status=status, title=f"{WORDS} {status}", reason=WORDS, **texts, **about))
    kept = make.add(
        Problem(
            status="open",
            opened_at=now,
            audience="network",
            title=f"{WORDS} inside",
            **texts,
            **about,
        )
    )
    make.add(
        LocalContext(
            problem_id=kept.id,
            organization_id=world.county.id,
            author_id=world.county_lead.id,
            differs=WORDS,
            added_at=now,
        )
    )
    make.add(
        Round(
            network_id=world.network.id,
            title=f"{WORDS} round",
            status="draft",
            status_since=now,
            timezone="America/Chicago",
            opens_at=now,
            closes_at=now,
            created_by=world.city_leader.id,
        )
    )
    make.add(
        StudyInterest(
            problem_id=kept.id,
            person_id=world.lead.id,
            organization_id=world.university.id,
            note=WORDS,
            at=now,
        )
    )
    for status in ("co_design", "frozen", "active", "interpreted"):
        study = world.study(status, listing="private")
        make.add(StudyProblem(study_id=study.id, problem_id=kept.id))
        with make.writing() as session:
            session.get_one(Study, study.id).title = f"{WORDS} study"
        if status == "co_design":
            world.do(writing.save_section, world.lead, study.id, "known", WORDS, 0)
            person = make.person()
            world.do(
                partners.invite,
                world.lead,
                study.id,
                organization_id=world.county.id,
                email=person.email,
                role="observer",
            )
        if status == "interpreted":
            brief = world.do(briefs.draft_brief, world.lead, study.id)
            with make.writing() as session:
                row = session.get_one(Brief, brief.id)
                row.title, row.status = f"{WORDS} brief", "in_review"
        plan(world, study)
        world.do(
            discussions.post_comment,
            world.lead,
            subjects.Subject("study", study.id or 0, WORDS, "/", world.network.id),
            WORDS,
        )
    with make.writing() as session:
        search.reindex(session)


def plan(world: World, study: Study) -> None:  # noqa: F811
    """What it asks of a school, what is due, and how it goes."""
    make, today = world.make, clock.now().date()
    own: dict[str, Any] = {"study_id": study.id}
    asked = {"organization_id": world.city.id, "starts_on": today, "ends_on": today}
    make.add(
        SchoolAsk(
            school=f"{WORDS} school", activity=WORDS, entered_by=world.lead.id, **asked, **own
        )
    )
    make.add(Milestone(title=f"{WORDS} is due", due_on=today, owner_id=world.lead.id, **own))
    make.add(
        StudyUpdate(body=WORDS, body_html=WORDS, author_id=world.lead.id, at=clock.now(), **own)
    )


def addresses(app: Flask) -> Iterator[str]:
    """Every page that can be asked for, with small numbers in it, and some questions."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        if rule.rule.startswith(("/dev/", "/demo", "/confirm", "/reset", "/studies/invitation/")):
            continue
        for number in NUMBERS if rule.arguments else (1,):
            known: dict[str, Any] = {"slug": "gulf", "key": "known"}
            kinds = ("problem", "study", "brief") if "kind" in rule.arguments else ("",)
            for kind in kinds:
                values = {a: known.get(a, number) for a in rule.arguments}
                values |= {"kind": kind} if kind else {}
                with app.test_request_context():
                    from flask import url_for

                    path = url_for(rule.endpoint, **values)
                yield path
                if rule.rule in ("/problems", "/rounds", "/studies", "/briefs", "/search"):
                    for question in (
                        f"q={SEARCHED}",
                        "status=draft",
                        "status=submitted",
                        "status=returned",
                        "state=coming",
                        "problem=2",
                        "problem=5",
                        "organization=1",
                        "network=1",
                        "status=co_design",
                    ):
                        yield f"{path}?{question}"
                if rule.rule in ("/studies/new", "/briefs/new", "/rounds/new"):
                    for n in NUMBERS:
                        yield f"{path}?problem={n}&study={n}&network=1"


@pytest.mark.parametrize(
    "who",
    ["nobody", "stranger", "researcher", "pending", "ended", "other steward", "applicant", "admin"],
)
def test_nobody_reads_what_is_not_hers(
    browser_as,
    world: World,  # noqa: F811
    app: Flask,
    who: str,
) -> None:
    hide(world)
    make = world.make
    person: Any = None
    if who == "stranger":
        person = world.stranger
    elif who == "researcher":
        person = make.researcher()
    elif who in ("pending", "ended"):
        person = make.member(world.city)
        with make.writing() as session:
            own = session.exec(select(Membership).where(Membership.person_id == person.id)).one()
            if who == "pending":
                own.status = "pending"
            else:
                actor = world.viewer(world.city_leader, session)
                organizations.end_membership(session, actor, own.id or 0)
    elif who == "other steward":
        person = make.steward(make.network(make.organization(), slug="elsewhere"))
    elif who == "applicant":
        far = make.organization()
        make.join(world.network, far, "pending")
        person = make.leader(far)
    elif who == "admin":
        person = make.admin()
    browser = browser_as(person)
    told: list[str] = []
    for path in addresses(app):
        answer = browser.get(path)
        assert answer.status_code < 500, path
        if SECRET in answer.text or SECRET in answer.headers.get("Location", ""):
            told.append(f"{path} {answer.status_code}")
    assert told == []


def test_those_whose_it_is_read_it(browser_as, world: World, app: Flask) -> None:  # noqa: F811
    """Else the test above would hold of an empty portal."""
    hide(world)
    leader = browser_as(world.city_leader)
    assert SECRET in leader.get(f"/search?q={SEARCHED}").text
    # Some answers, such as a packet, are no text.
    assert sum(SECRET.encode() in leader.get(path).data for path in addresses(app)) > 50


# What a form of any page may hold; each names a thing of this world.
SENT: dict[str, Any] = {
    "title": "Taken over", "summary": "Taken over", "body": "Taken over", "differs": "Taken over",
    "reason": "Taken over by someone", "decision": "approve", "role": "leader", "leader": "1",
    "organization_id": "1", "organization": "1", "network_id": "1", "person": "1", "into": "2",
    "email": "person1@district1.example", "listing": "listed", "party": "lead",
    "domain": "a.example",
    "source": "/evidence/1", "why_it_fits": "It fits us well enough.", "code": "duplicate",
    "leaves_open": "Everything there is to know.", "type": "DSA", "parties": "Them and us",
    "signed_on": "2026-01-02", "outcome": "Everything", "comparison": "Nothing",
    "result": "x" * 20,
    "text": "Taken over", "newer": "1", "why": "Because I say so.", "note": "Because I say so.",
    "agreed": "y", "version": "1", "purpose": "Taken over by someone", "step": "cast",
    "school": "Any school", "activity": "Any test", "starts_on": "2027-01-02",
    "ends_on": "2027-01-02", "due_on": "2027-01-02",
    "design": "rct", "looked_for": "Everything there is to know.", "problem_id": "1",
    "answer": "adopted", "expertise": "Everything",
    "points": "10", "seats": "1", "options": "1", "opens_at": "2027-01-02T08:00", "admin": "1",
    "closes_at": "2027-02-02T08:00", "persona": "", "audience": "public", "password": "x" * 20,
}  # fmt: skip
# What strangers may do: talk about what is open, follow it, and look after their own account.
OWN = frozenset(
    ("comment", "follow", "notice", "event", "person", "person_session", "sent_form", "letter",
     "email_link", "search_document")
)  # fmt: skip


def everything(world: World) -> dict[str, list[Any]]:  # noqa: F811
    with world.make.writing() as session:
        tables = [t for t in SQLModel.metadata.sorted_tables if t.name not in OWN]
        return {t.name: [tuple(r) for r in session.execute(t.select())] for t in tables}


@pytest.mark.parametrize("who", ["nobody", "stranger", "ended", "other steward"])
def test_nobody_changes_what_is_not_hers(
    browser_as,
    world: World,  # noqa: F811
    app: Flask,
    who: str,
) -> None:
    hide(world)
    make = world.make
    person: Any = None
    if who == "stranger":
        person = world.stranger
    elif who == "ended":
        person = make.person()
        make.add(
            Membership(
                person_id=person.id,
                organization_id=world.city.id,
                role="leader",
                status="ended",
                status_since=clock.now(),
            )
        )
    elif who == "other steward":
        person = make.steward(make.network(slug="elsewhere"))
    before = everything(world)
    browser = browser_as(person)
    token = browser.token()
    own = ("/me", "/sign", "/confirm", "/reset", "/demo", "/problems/new", "/problems/draft")
    for rule in app.url_map.iter_rules():
        joins = rule.rule.endswith(("/join", "/take-back", "/leave")) and "organ" in rule.rule
        if "POST" not in (rule.methods or ()) or rule.rule.startswith(own) or joins:
            continue
        for number in NUMBERS if rule.arguments else (1,):
            known = {"slug": "gulf", "key": "known", "kind": "study", "answer": "agree"}
            values = {a: known.get(a, number) for a in rule.arguments}
            with app.test_request_context():
                from flask import url_for

                path = url_for(rule.endpoint, **values)
            path += "?network=1" if rule.rule == "/rounds/new" else ""
            path += f"?study={number}" if rule.rule == "/briefs/new" else ""
            answer = browser.post(path, data=SENT | {"csrf_token": token}, headers=ORIGIN)
            assert answer.status_code < 500, path
    assert everything(world) == before
