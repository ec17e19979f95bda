"""Comments on paragraphs: beside the words they speak of, and among those who take part."""

import pytest
from sqlmodel import select

from rpp.errors import DomainError
from rpp.history import Event
from rpp.organizations.models import Membership
from rpp.studies.co_design import comments
from rpp.studies.models import PassageComment, SectionRevision, StudySection
from rpp.studies.text import writing
from tests.studies.conftest import World

TEXT = (
    "Schools take part for one semester.\n\nThe study pays aides by the hour.\n\nNobody is tested."
)


def written(world: World, status: str = "co_design"):
    study = world.study("co_design")
    world.do(writing.save_section, world.lead, study.id, "design", TEXT, 0)
    return study


def rows(world: World) -> list[PassageComment]:
    return sorted(world.make.all(PassageComment), key=lambda row: row.id)


def part(html: str, key: str) -> str:
    """The section of the page."""
    return html.split(f'id="{key}"')[1].split("</section>")[0]


def page_of(browser, study) -> str:
    return browser.get(f"/studies/{study.id}").get_data(as_text=True)


def observer(world: World, study):
    person = world.make.member(world.county, name="Olive Reads")
    world.join(study, person, world.county, "observer")
    return person


def test_every_paragraph_leads_to_a_form_that_quotes_it(browser_as, world: World) -> None:
    study = written(world)
    walt = browser_as(world.county_lead)
    at = f"/studies/{study.id}/sections/design/comments/new"
    links = [link for link in walt.read(f"/studies/{study.id}").links if f"{at}?p=" in link]
    assert links == [f"{at}?p={number}" for number in (1, 2, 3)]
    form = walt.read(links[1])
    assert "The study pays aides by the hour." in form.text
    assert "Nobody is tested." not in form.text
    page = walt.send(links[1], {"body": "At **which** rate?"})
    assert "Your comment appears below its paragraph." in page.text
    html = part(page.text, "design")
    assert html.index("pays aides") < html.index("At <strong>which</strong>")
    assert html.index("At <strong>which</strong>") < html.index("Nobody is tested")
    assert rows(world)[0].quote == "The study pays aides by the hour."


def test_a_comment_stays_with_its_paragraph_while_others_change(browser_as, world: World) -> None:
    study = written(world)
    world.do(comments.comment_on, world.county_lead, study.id, "design", 2, "Which rate?")
    changed = "A new beginning, quite unlike the rest.\n\n- one\n- two\n\n" + TEXT.replace(
        "by the hour", "by the hour, at once"
    ).replace("Nobody is tested.", "Elephants.")
    world.do(writing.save_section, world.lead, study.id, "design", changed, 1)
    html = part(page_of(browser_as(world.lead), study), "design")
    assert html.index("at once") < html.index("Which rate?") < html.index("Elephants")
    assert "was removed" not in html
    # Without its paragraph it stands below the section, with the words it spoke of.
    world.do(writing.save_section, world.lead, study.id, "design", "Elephants.", 2)
    html = part(page_of(browser_as(world.lead), study), "design")
    assert "On a paragraph that was removed" in html
    assert "The study pays aides by the hour." in html
    # The number of a paragraph that went is given to no other.
    world.do(writing.save_section, world.lead, study.id, "design", "Elephants.\n\nNew words.", 3)
    assert "was removed" in part(page_of(browser_as(world.lead), study), "design")


def test_one_answers_settles_and_opens_again(browser_as, world: World) -> None:
    study = written(world)
    at = f"/studies/{study.id}"
    world.do(comments.comment_on, world.county_lead, study.id, "design", 1, "Which schools?")
    first = rows(world)[0].id
    renata = browser_as(world.co_lead)
    assert "Which schools?" in renata.read(f"{at}/passages/{first}/answer").text
    renata.send(f"{at}/passages/{first}/answer", {"body": "All eleven."})
    answer = rows(world)[1]
    # An answer to an answer stands on the same level.
    world.do(comments.answer, world.lead, study.id, answer.id, "Twelve by now.")
    assert [row.parent_id for row in rows(world)] == [None, first, first]
    html = part(page_of(renata, study), "design")
    assert html.index("Which schools?") < html.index("All eleven.") < html.index("Twelve by now.")
    page = renata.send(at, action=f"/passages/{first}/settle")
    assert "Which schools?" not in page.text
    assert "1 settled comment" in page.text
    with pytest.raises(DomainError, match="settled"):
        world.do(comments.answer, world.lead, study.id, first, "Too late.")
    listed = renata.read(f"{at}/sections/design/comments")
    assert "All eleven." in listed.text
    renata.send(f"{at}/sections/design/comments", action=f"/passages/{first}/reopen")
    assert "Which schools?" in page_of(renata, study)


def test_an_author_alone_deletes_and_the_place_stays(browser_as, world: World) -> None:
    study = written(world)
    at = f"/studies/{study.id}"
    world.do(comments.comment_on, world.county_lead, study.id, "design", 1, "A hasty word.")
    first = rows(world)[0].id
    world.do(comments.answer, world.lead, study.id, first, "I read it.")
    with pytest.raises(DomainError, match="Only the author"):
        world.do(comments.delete, world.co_lead, study.id, first)
    page = browser_as(world.county_lead).send(at, action=f"/passages/{first}/delete")
    assert "A hasty word." not in page.text
    assert "The author deleted this comment." in page.text
    assert "I read it." in page.text
    assert rows(world)[0].body == ""


def test_an_observer_comments_and_settles_only_what_is_hers(browser_as, world: World) -> None:
    study = written(world)
    person = observer(world, study)
    olive = browser_as(person)
    olive.send(f"/studies/{study.id}/sections/design/comments/new?p=3", {"body": "Good."})
    world.do(comments.comment_on, world.lead, study.id, "design", 1, "Mine.")
    hers, other = rows(world)
    with pytest.raises(DomainError, match="Only authors of the text"):
        world.do(comments.settle, person, study.id, other.id, writes=False)
    olive.send(f"/studies/{study.id}", action=f"/passages/{hers.id}/settle")
    assert rows(world)[0].resolved_at is not None
    assert olive.get(f"/studies/{study.id}/sections/design").status_code == 403


@pytest.mark.parametrize("status", ["co_design", "active"])
def test_nobody_outside_sees_or_reaches_a_comment(browser_as, world: World, status: str) -> None:
    study = world.study(status)
    if status == "co_design":
        world.do(writing.save_section, world.lead, study.id, "design", TEXT, 0)
        world.do(comments.comment_on, world.lead, study.id, "design", 1, "Between us.")
    else:
        section = next(s for s in world.make.all(StudySection) if s.key == "design")
        world.make.add(
            PassageComment(
                study_id=study.id,
                section_key="design",
                anchor=section.anchors[0],
                quote="x",
                author_id=world.lead.id,
                body="Between us.",
                body_html="<p>Between us.</p>",
                at=section.edited_at,
            )
        )
    at = f"/studies/{study.id}"
    page = browser_as(world.co_lead).read(f"{at}/sections/design/comments")
    assert "Between us." in page.text
    hidden = (403, 404) if status == "active" else (404,)
    for person in (world.stranger, None):
        browser = browser_as(person) if person else browser_as()
        for path in (f"{at}/sections/design/comments", f"{at}/sections/design/earlier"):
            answer = browser.get(path)
            assert answer.status_code in (*hidden, 302, 404)
        assert "Between us." not in browser.get(at).get_data(as_text=True)
        for verb in ("answer", "settle", "reopen", "delete"):
            forced = browser.force(f"{at}/passages/1/{verb}", {"body": "x"})
            assert forced.status_code in (*hidden, 302, 401)
    assert len(rows(world)) == 1
    assert all(e.private for e in world.make.all(Event) if e.verb.startswith("passage_"))


def test_a_signed_text_keeps_its_comments_as_they_are(browser_as, world: World) -> None:
    study = world.study("frozen")
    # While it waits for signatures people still say what they read.
    world.do(comments.comment_on, world.city_signer, study.id, "design", 1, "Is this legal?")
    first = rows(world)[0].id
    for person, party in (
        (world.lead, "lead"),
        (world.city_signer, f"lea:{world.city.id}"),
        (world.county_signer, f"lea:{world.county.id}"),
    ):
        world.sign(study, person, party)
    for verb, args in (
        (comments.comment_on, ("design", 1, "Late.")),
        (comments.answer, (first, "Late.")),
        (comments.delete, (first,)),
    ):
        with pytest.raises(DomainError, match="cannot be changed"):
            world.do(verb, world.city_signer, study.id, *args)
    renata = browser_as(world.co_lead)
    at = f"/studies/{study.id}"
    assert "1 comment on this text" in renata.read(at).text
    kept = renata.read(f"{at}/sections/design/comments")
    assert "Is this legal?" in kept.text
    for page in (renata.read(at), kept):
        assert not any("/comments/new" in link for link in page.links)
        assert not any("/passages/" in form.action for form in page.forms)


def test_those_who_write_the_section_or_spoke_hear_of_a_comment(world: World) -> None:
    study = written(world)
    before = len(world.make.notices())
    world.do(comments.comment_on, world.county_lead, study.id, "design", 1, "Which schools?")
    first = rows(world)[0].id
    world.do(comments.answer, world.co_lead, study.id, first, "All.")
    told = [(n.person_id, n.text, n.href) for n in world.make.notices()[before:]]
    at = f"/studies/{study.id}#p"
    title = f": “{study.title}”."
    said = f"Walt Jessup commented on “Design”{title}"
    answered = f"Renata Oakes answered a comment on “Design”{title}"
    assert told == [
        (world.lead.id, said, f"{at}{first}"),
        (world.lead.id, answered, f"{at}{first + 1}"),
        (world.county_lead.id, answered, f"{at}{first + 1}"),
    ]


def test_who_left_hears_nothing_more(world: World) -> None:
    study = written(world)
    world.do(writing.save_section, world.county_lead, study.id, "design", TEXT + "\n\nMore.", 1)
    with world.make.writing() as session:
        for row in session.exec(
            select(Membership).where(Membership.person_id == world.county_lead.id)
        ):
            row.status = "ended"
    before = len([n for n in world.make.notices() if n.person_id == world.county_lead.id])
    world.do(comments.comment_on, world.co_lead, study.id, "design", 1, "Which schools?")
    after = len([n for n in world.make.notices() if n.person_id == world.county_lead.id])
    assert after == before
    assert world.make.all(SectionRevision)


def test_what_looks_like_a_student_and_what_is_markup_is_caught(browser_as, world: World) -> None:
    study = written(world)
    at = f"/studies/{study.id}/sections/design/comments/new?p=1"
    lead = browser_as(world.lead)
    refused = lead.send(at, {"body": "Marcus T., grade 9, rides for 70 minutes."}, status=422)
    assert "looks like a student" in refused.text
    lead.send(at, {"body": '<script>alert(1)</script><img src=x onerror="alert(1)">'})
    assert "<script>alert" not in page_of(lead, study)
    # A paragraph that is gone, or never was, takes no comment.
    answer = lead.force(f"/studies/{study.id}/sections/design/comments/new?p=99", {"body": "x"})
    assert answer.status_code == 422
    assert "has since been removed" in answer.text
    assert lead.get(f"/studies/{study.id}/passages/999/answer").status_code == 404
