"""The demo's pages for teachers and families, written and reviewed as briefs are."""

from datetime import timedelta
from functools import partial

from sqlmodel import select

from rpp.briefs.onepage import operations
from rpp.briefs.onepage.models import OnePage
from rpp.briefs.onepage.operations import Texts
from rpp.briefs.review.queries import reviewer_people
from rpp.home.demo_content.brief_reviews import viewer_of
from rpp.home.demo_content.story import Story, Told, read

DAY = timedelta(days=1)


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan each page, from its first text to its publication."""
    studies = {one["key"]: one["study"] for one in read("briefs")["brief"] if "study" in one}
    for told in file["page"]:
        lead = story.told_studies[studies[told["brief"]]]["lead"]
        then = story.in_the_time_of({"key": told["brief"]})
        then(told["written"], "14:00", partial(_write, story, told))
        then(told["written"] + DAY, "09:00", partial(_send, story, told, lead))
        if told["origin"] != "machine":
            then(told["published"] - DAY, "10:00", partial(_approve, story, told))
        # A machine's translation, which neither of the two reads well enough, waits its 21 days.
        then(told["published"], "11:00", partial(_publish, story, told, lead))


def _write(story: Story, told: Told) -> None:
    texts = Texts(told["title"], told["body"].strip(), told["origin"])
    brief_id, writer = story.briefs[told["brief"]], story.who(told["writer"])
    operations.save_page(story.session, writer, brief_id, told["language"], texts)


def _page(story: Story, told: Told) -> int:
    found = story.session.exec(
        select(OnePage.id).where(
            OnePage.brief_id == story.briefs[told["brief"]],
            OnePage.language == told["language"],
        )
    ).one()
    assert found is not None
    return found


def _send(story: Story, told: Told, lead: str) -> None:
    operations.send_page(story.session, story.who(lead), _page(story, told))


def _approve(story: Story, told: Told) -> None:
    page = story.session.get_one(OnePage, _page(story, told))
    for person_id in reviewer_people(story.session, page.brief_id):
        operations.decide_page(
            story.session,
            viewer_of(story, person_id),
            _page(story, told),
            approved=True,
            comment="",
            text_hash=page.text_hash,
        )


def _publish(story: Story, told: Told, lead: str) -> None:
    operations.publish_page(story.session, story.who(lead), _page(story, told))
