"""A study with one thing of every kind in it, and posts to every address of studies."""

from typing import Any

from flask import Flask
from sqlmodel import SQLModel

from rpp.files.pdf import Paper
from rpp.studies.co_design import comments, suggestions
from rpp.studies.models import Study
from rpp.studies.papers import agreements, amendments
from rpp.studies.plan import milestones, schools, updates
from rpp.studies.text import writing
from tests.studies.conftest import GROUND, World, day
from tests.support.client import ORIGIN
from tests.support.pdfs import honest
from tests.support.reach import reach

SECRET = "Quetzalcoatl"
# What is left behind by whoever may talk, follow and sign in.
OWN = frozenset(
    ("notice", "event", "person", "person_session", "sent_form", "search_document", "unsaved")
)
# What the forms of studies may hold, sound enough to be taken.
SENT: dict[str, Any] = {
    "title": "Taken over", "body": "Taken over, in one sentence.", "reason": "Taken over by me",
    "word": "Taken", "verdict": "accept", "version": "1", "anchor": "1", "role": "observer",
    "organization_id": "1", "email": "somebody@elsewhere.example", "listing": "listed",
    "window_days": "14", "delay_days": "30", "days": "3", "party": "lead", "source": "/evidence/1",
    "authority": "Board policy", "conflicts": "None", "text_hash": "", "password": "x" * 20,
    "leaves_open": "Everything there is to know.", "type": "approval", "parties": "Them and us",
    "signed_on": "2026-01-02", "outcome": "Everything", "comparison": "Nothing", "result": "x" * 20,
    "deviations": "None at all.", "limitations": "None at all.", "note": "Because I say so.",
    "school": "Any school", "activity": "Any test", "starts_on": "2027-01-02",
    "ends_on": "2027-01-02", "due_on": "2027-01-02", "owner_id": "", "person_id": "",
    "design": "rct", "looked_for": "Everything there is to know.", "problem_id": "1",
    "response": "Taken over by me", "held_on": "2026-01-02", "interpretations": "Taken over by me",
    "not_a_student": "y", "successor_id": "1",
}  # fmt: skip


def furnished(world: World, status: str, words: str = "Plain", listing: str = "listed") -> Study:
    """A study in this state which holds, as far as it can, one thing of every kind."""
    what = ("furnished", status, words, listing)
    return world.make.begin(what, lambda: _furnished(world, status, words, listing))


def _furnished(world: World, status: str, words: str, listing: str) -> Study:
    study = world.study("co_design")
    at = study.id or 0
    world.do(writing.save_section, world.co_lead, at, "asks", f"{words} asks.", 0)
    remark = world.do(comments.comment_on, world.co_lead, at, "asks", 1, f"{words} remark.")
    world.do(comments.answer, world.lead, at, remark.id or 0, f"{words} answer.")
    made = world.do(
        suggestions.suggest, world.co_lead, at, "asks", body=f"{words} other.", reason=words * 2
    )
    world.do(
        schools.add_ask, world.lead, at, organization_id=world.city.id, school=f"{words} High",
        activity=f"{words} tests", starts_on=day(3), ends_on=day(4), staff_hours=1, minutes=1,
        assessments=1,
    )  # fmt: skip
    world.do(
        milestones.add_milestone, world.lead, at, title=f"{words} due", due_on=day(3),
        owner_id=world.lead.id,
    )  # fmt: skip
    paper = Paper(f"{words}.pdf", honest())
    with world.make.app.app_context():
        world.do(
            agreements.record_agreement, world.lead, at, paper, type="DSA", parties=f"{words} all",
            signed_on=day(-3), expires_on=day(300), **(GROUND | {"destroy_on": day(900)}),
        )  # fmt: skip
    if status == "co_design":
        return world.fresh(study)
    number = made.number
    world.do(suggestions.reject, world.lead, at, number, word="No, thank you.")
    return taken_on(world, study, status, words, listing)


def taken_on(world: World, study: Study, status: str, words: str, listing: str) -> Study:
    """Take a study whose text is open on to a later state."""
    from rpp.studies.lifecycle import operations
    from rpp.studies.outcome import findings
    from rpp.studies.papers import signing

    at = study.id or 0
    for section in _unwritten(world, at):
        world.do(writing.save_section, world.co_lead, at, section, f"{words} {section}.", 0)
    world.do(writing.edit_basics, world.lead, at, title=f"{words} title", design="rct")
    world.do(signing.freeze_text, world.lead, at, listing)
    if status == "frozen":
        return world.fresh(study)
    for person, party in (
        (world.lead, "lead"),
        (world.city_signer, f"lea:{world.city.id}"),
        (world.county_signer, f"lea:{world.county.id}"),
    ):
        world.sign(study, person, party)
    world.do(updates.post_update, world.lead, at, f"{words}: all goes well.")
    if status == "signed":
        return world.fresh(study)
    world.agree(study)
    world.do(operations.start_study, world.lead, at)
    made = world.do(amendments.propose_amendment, world.co_lead, at, f"{words} reason")
    world.do(amendments.amend_section, world.co_lead, at, made.number, "asks", f"{words} new.")
    world.finding(study, result=f"{words} result, twenty letters.")
    world.limit(study)
    if status == "withdrawn":
        world.do(operations.withdraw_study, world.lead, at, f"{words}, the end.")
    if status in ("findings_shared", "interpreted", "published"):
        world.do(findings.share_findings, world.lead, at)
    if status in ("interpreted", "published"):
        world.meet(study)
    if status == "published":
        with world.make.writing() as session:
            operations.mark_published(session, world.lead.id, at, None)
    return world.fresh(study)


def _unwritten(world: World, study_id: int) -> list[str]:
    from rpp.studies.models import StudySection
    from rpp.studies.sections import SECTIONS

    written = {s.key for s in world.make.all(StudySection) if s.study_id == study_id and s.body}
    world.ground(world.fresh(Study(id=study_id, problem_id=0, network_id=0)))
    return [key for key in SECTIONS if key not in written]


def posts(app: Flask, study_id: int, numbers: range, *, of_things: bool = False) -> list[str]:
    """Every address under a study to which one can post, with these numbers in it; or those
    alone that name one of its things."""
    found = []
    urls, reached = app.url_map.bind("localhost"), reach(app, numbers)
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or not rule.rule.startswith(
            "/studies/<id:study_id>/"
        ):
            continue
        others = rule.arguments - {"study_id", "key"}
        there = max(map(reached, others), key=len, default=None)
        for number in there or (() if of_things else (1,)):
            values: dict[str, Any] = {"study_id": study_id, **dict.fromkeys(others, number)}
            values |= {"key": "asks"} if "key" in rule.arguments else {}
            found.append(urls.build(rule.endpoint, values))
    return found


def send(browser: Any, paths: list[str], **more: Any) -> None:
    """Post all that forms may hold to every address; none of them may fail."""
    token = browser.token()
    for path in paths:
        answer = browser.post(path, data=SENT | more | {"csrf_token": token}, headers=ORIGIN)
        assert answer.status_code < 500, path


def rows(world: World, *but: str) -> dict[str, list[Any]]:
    """All that the database holds besides what anyone leaves behind."""
    with world.make.writing() as session:
        tables = [t for t in SQLModel.metadata.sorted_tables if t.name not in OWN | set(but)]
        return {t.name: sorted(map(repr, session.execute(t.select()))) for t in tables}
