"""The pages of a study, walked as people walk them."""

import pytest

from rpp.evidence.tiers.models import Tier
from rpp.studies.sections import SECTIONS
from tests.studies.conftest import ORDER, World
from tests.support.factories import PASSWORD


def give_password(world: World, person: object) -> None:
    from rpp.people.models import Person
    from tests.studies.conftest import HASH

    with world.make.writing() as session:
        session.get(Person, person.id).password_hash = HASH


def test_from_a_problem_to_the_findings_by_the_forms_on_the_pages(browser_as, world) -> None:
    """Every step through the form that the page offers, without script."""
    lead, co_lead = browser_as(world.lead), browser_as(world.co_lead)
    world.index()
    made = lead.send(
        f"/studies/new?problem={world.problem.id}",
        {
            "title": "A later first bell",
            "question": "Does a later first bell bring long-route riders to class?",
        },
    )
    assert "Only you see it" in made.text
    at = made.request.path.removesuffix("/references")
    lead.send(
        f"{at}/references",
        {"q": f"/evidence/{world.record.id}", "leaves_open": "It ran in suburbs only."},
    )
    sent = lead.send(
        f"{at}/people",
        {"role": "co_lead", "organization_id": str(world.city.id), "email": world.co_lead.email},
    )
    assert "was sent" in sent.text
    from rpp.mail import Email

    email = world.make.all(Email)[-1]
    assert email.recipient == world.co_lead.email
    link = next(word for word in email.body.split() if "/studies/invitation/" in word)
    path = "/studies" + link.split("/studies", 1)[1]
    read = co_lead.read(path)
    assert "A later first bell" in read.text
    assert "You take part in this study now" in co_lead.send(path, action="/accept").text
    assert "Co-design" in co_lead.read(at).text

    for key in SECTIONS:
        body = f"We agree on {key}."
        co_lead.send(f"{at}/sections/{key}", {"body": body})
    found = lead.send(f"{at}/references", {"q": "start times", "find": "1"})
    assert "Later School Start Times" in found.text
    lead.send(f"{at}/basics", {"design": "rct"})
    frozen = lead.send(f"{at}/freeze", {"listing": "listed"})
    assert "The text is frozen" in frozen.text

    for person in (world.lead, world.city_signer):
        give_password(world, person)
        signed = browser_as(person).send(
            f"{at}/sign",
            {
                "title": "Superintendent",
                "authority": "Board policy",
                "conflicts": "None",
                "password": PASSWORD,
            },
        )
        assert "You have signed" in signed.text
    assert "Signed" in browser_as().read(at).text  # listed: everyone sees it now

    refused = lead.send(f"{at}/start", {}, action="", status=422)
    assert "ethics review" in refused.text
    for type_ in ("MOU", "IRB"):
        lead.send(
            f"{at}/agreements",
            {
                "type": type_,
                "parties": "Both sides",
                "signed_on": "2026-01-05",
                "basis": "none",
                "ppra": "none",
            },
        )
    assert "under way" in lead.send(f"{at}/start", {}).text
    lead.send(
        f"{at}/findings",
        {
            "outcome": "Attendance",
            "comparison": "Later bell against usual bell",
            "result": "Riders came to more first periods.",
            "estimate": "3.1",
            "low": "1",
            "high": "5.2",
            "n": "1,534",
        },
    )
    limits = {"deviations": "Nothing", "limitations": "One district and one year."}
    assert "are saved" in lead.send(f"{at}/findings", limits, action="/limits").text
    assert "Next you interpret" in lead.send(f"{at}/findings", action="/share").text
    met = lead.send(
        f"{at}/sensemaking",
        {
            "held_on": world_today(),
            f"part_{world.lead.id}": "researcher",
            f"part_{world.co_lead.id}": "practitioner",
            "interpretations": "The gain is real enough to act on and small enough to argue over.",
        },
    )
    assert "The meeting is recorded" in met.text
    assert "/briefs/new?study=" in " ".join(lead.read(at).links)


def world_today() -> str:
    from tests.studies.conftest import day

    return day().isoformat()


@pytest.mark.parametrize("status", [*ORDER, "paused"])
def test_every_state_has_a_page_for_each_who_may_see_it(browser_as, world, status) -> None:
    study = world.study(status)
    at = f"/studies/{study.id}"
    for person in (world.lead, world.co_lead, world.city_signer, world.city_leader):
        seen = browser_as(person)
        if person in (world.lead, world.co_lead) or status != "proposal":
            assert (status == "proposal" and person is world.co_lead) or (
                study.title in seen.read(at).text
            )
    lead = browser_as(world.lead)
    for page in ("people", "references", "agreements", "findings", "sensemaking", "freeze"):
        assert lead.get(f"{at}/{page}").status_code == 200
    for page in ("start", "pause", "resume", "withdraw", "reopen", "sign", "basics"):
        assert lead.get(f"{at}/{page}").status_code == 200
    for page in ("amendments", "hand-over"):
        assert lead.get(f"{at}/{page}").status_code == 200
    if status != "proposal":
        for page in ("leave", "respond", "delay"):
            assert browser_as(world.co_lead).get(f"{at}/{page}").status_code == 200
    assert lead.get(f"{at}/sections/question").status_code == 200
    assert lead.get(f"{at}/sections/question/earlier").status_code == 200
    assert lead.get("/studies").status_code == 200


def statements(app, act) -> int:
    """How many statements reach the database while `act` runs; transactions do not count."""
    from sqlalchemy import event

    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        seen.append(statement)

    engine = app.extensions["rpp.engine"]
    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len([s for s in seen if not s.startswith(("BEGIN", "PRAGMA"))])


def test_a_page_costs_the_same_however_much_stands_on_it(app, browser_as, world: World) -> None:
    study = world.study("active")
    lead = browser_as(world.lead)
    few = [
        statements(app, lambda p=path: lead.read(p))
        for path in (f"/studies/{study.id}", "/studies")
    ]
    for n in range(12):
        world.finding(study, outcome=f"Outcome {n}")
        world.join(study, world.make.member(world.city), world.city, "practitioner")
    world.study("active")
    many = [
        statements(app, lambda p=path: lead.read(p))
        for path in (f"/studies/{study.id}", "/studies")
    ]
    assert many == few
    assert few[0] <= 20


def test_a_study_that_goes_on_and_says_what_it_builds_on_has_tier_four(browser_as, world) -> None:
    """The tier of its page is the one that is kept; of one that is written there is none."""
    writing, signed = world.study("co_design"), world.study("active")
    world.ground(writing)
    kept = {(one.subject_id, one.domain, one.tier) for one in world.make.all(Tier)}
    assert kept == {(signed.id, "", 4)}
    page = browser_as().read(f"/studies/{signed.id}")
    assert "How strong it is today" in page.text
    assert "Tier 4 Demonstrates a rationale" in page.text
    inside = browser_as(world.lead)
    assert "How strong it is today" not in inside.read(f"/studies/{writing.id}").text
    world.take(signed, "published")
    assert "How strong it is today" not in inside.read(f"/studies/{signed.id}").text
    assert world.make.all(Tier) == []
