"""A brief is followed by its topics, and handed on by its link or in an e-mail."""

from urllib.parse import parse_qs, urlsplit

import pytest

from rpp.briefs import publishing
from rpp.briefs.models import Brief
from rpp.topics import BAND_CODES, BAND_NUMBERS, SUBJECT_NUMBERS, Topic, topic, topics_of
from rpp.vocabulary import SUBJECTS
from tests.briefs.conftest import World

MIDDLE, EARLY = Topic("attendance", "6-8"), Topic("attendance", "pk-2")
WHOLE, OTHER = Topic("attendance"), Topic("math", "6-8")


def test_every_subject_and_band_has_a_number_of_its_own() -> None:
    assert set(SUBJECT_NUMBERS) == set(SUBJECTS)
    assert set(BAND_NUMBERS) == {"", *BAND_CODES}
    every = [Topic(subject, band) for subject in SUBJECTS for band in BAND_NUMBERS]
    assert len({one.id for one in every}) == len(every)
    assert all(topic(one.id) == one for one in every)
    assert topic(7) is topic(9999) is None
    assert set(topics_of({"subject": ["math"], "grade": ["01", "06"]})) == {
        *(Topic("math", band) for band in ("", "pk-2", "6-8"))
    }


def test_gaps_of_the_map_and_topics_lead_to_following_them(browser_as, world: World) -> None:
    gaps = browser_as().read("/briefs/map").links
    assert {MIDDLE.follow.href, Topic("attendance", "9-12").follow.href} <= set(gaps)
    on_page = browser_as().read(MIDDLE.href).links
    assert {WHOLE.follow.href, MIDDLE.follow.href} <= set(on_page)


def test_who_follows_a_topic_hears_of_each_new_brief_on_it_and_of_nothing_else(
    browser_as, world: World
) -> None:
    brief = world.approved()  # of grades 7 and 9, on attendance
    people = {one: world.make.person() for one in (MIDDLE, EARLY, WHOLE, OTHER)}
    for followed, person in people.items():
        link = followed.follow.href
        page = browser_as(person).read(link)
        assert followed.title in page.text
        browser_as(person).send(link, action=link)
    world.act(publishing.publish_brief, world.lead, brief.id)
    world.corrected(brief)
    heard = {
        followed
        for followed, person in people.items()
        if any(n.person_id == person.id for n in world.make.notices())
    }
    assert heard == {MIDDLE, WHOLE}
    of_middle = [n for n in world.make.notices() if n.person_id == people[MIDDLE].id]
    assert [n.href for n in of_middle] == [f"/briefs/{brief.id}"], "a correction is no new brief"

    # The list of all, where each can be left; also what one may no longer read, without its title.
    reader = browser_as(people[MIDDLE])
    reader.send(f"/follow/brief/{brief.id}", action=f"/follow/brief/{brief.id}")
    for page in ("/notices", "/me/notices/preferences"):
        assert "/me/follows" in reader.read(page).links
    listed = reader.read("/me/follows")
    title = world.now(brief).title
    assert MIDDLE.title in listed.text
    assert title in listed.text
    with world.make.writing() as session:
        session.get_one(Brief, brief.id).status = "withdrawn"
    gone = reader.read("/me/follows").text
    assert title not in gone
    assert "This brief is no longer public." in gone
    reader.send("/me/follows", action=f"/unfollow/brief/{brief.id}")
    reader.send("/me/follows", action=f"/unfollow/topic/{MIDDLE.id}")
    assert "You follow nothing yet" in reader.read("/me/follows").text


@pytest.mark.parametrize("thing", ["topic/7", "topic/9999", "person/1", "evidence/1", "use/1"])
def test_what_is_no_topic_and_has_no_news_cannot_be_followed(
    browser_as, world: World, thing: str
) -> None:
    someone = browser_as(world.stranger)
    assert someone.get(f"/follow/{thing}").status_code == 404
    assert someone.force(f"/follow/{thing}").status_code == 404


def test_a_brief_is_handed_on_by_its_link_and_by_ones_own_mail_program(
    browser_as, world: World
) -> None:
    line = "First periods are fuller & calmer: 3% more, “at last”?"
    brief = world.published(bottom_line=line)
    page = browser_as().read(f"/briefs/{brief.id}")
    address = f"http://localhost/briefs/{brief.id}"
    assert f"Link Copy the link {address}" in page.text
    (mail,) = [href for href in page.links if href.startswith("mailto:?")]
    assert " " not in mail
    fields = parse_qs(urlsplit(mail).query, strict_parsing=True)
    assert fields["subject"] == [brief.title]
    assert fields["body"][0] == f"{brief.title}\r\n\r\n{line}\r\n\r\n{address}"
    # Nobody is named: the reader says to whom.
    assert urlsplit(mail).path == ""
    # A draft is handed on by nobody.
    world.save(brief, {"title": "A title that is not out yet"})
    coming = browser_as(world.lead).read(f"/briefs/{brief.id}/next")
    assert "Share it" not in coming.text
