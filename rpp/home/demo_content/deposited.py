"""The demo's deposited reports, of organizations that are invented and say so."""

from datetime import timedelta
from functools import partial

from rpp.briefs import depositing, operations, publishing
from rpp.home.demo_content import people
from rpp.home.demo_content.brief_details import describe
from rpp.home.demo_content.brief_reviews import approve, as_told
from rpp.home.demo_content.briefs import WEEK, texts
from rpp.home.demo_content.story import Story, Told, read
from rpp.organizations.models import Organization
from rpp.organizations.names import finder_text

DAY = timedelta(days=1)
# In whose time the days of a report are told that belongs to no network.
HOME = "gulf-and-hills"
REST = {"role": "leader", "delegate": False, "signatory": False}


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan each report, from the deposit to its publication."""
    for told in file["organization"]:
        _found(story, told)
    begun = {told["by"]: told["begun"] for told in reversed(file["brief"])}
    for told in file["person"]:
        people.join(story, told["key"], told | REST | {"joined": begun[told["key"]] - WEEK})
    details = read("brief_details")
    for told in file["brief"]:
        _plan(story, told | {"authors": [told["by"]]}, details)


def _found(story: Story, told: Told) -> None:
    place = {"city": told["city"], "state": told["state"]}
    made = Organization(
        type=told["type"],
        name=told["name"],
        locale=told.get("locale"),
        finder=finder_text(told["name"], **place),
        **place,
    )
    story.session.add(made)
    story.session.flush()
    assert made.id is not None
    story.organizations[told["key"]] = made.id


def _plan(story: Story, told: Told, details: Told) -> None:
    key, by = told["key"], told["by"]
    story.homes[key] = HOME
    then = story.in_the_time_of(told)
    then(told["begun"], "10:30", partial(_deposit, story, told))
    then(told["begun"] + DAY, "14:10", partial(_write, story, told))
    then(told["begun"] + DAY, "15:20", partial(describe, story, told, by, details))
    if "review" in told:
        then(told["submitted"], "09:00", partial(_send, story, key, by))
        as_told(story, told, told["review"]["by"], told["review"])
        return
    then(told["published"] - WEEK, "09:00", partial(_send, story, key, by))
    then(told["published"] - WEEK + DAY, "10:00", partial(approve, story, key, by))
    then(told["published"], "08:00", partial(_publish, story, key, by))


def _deposit(story: Story, told: Told) -> None:
    viewer = story.who(told["by"])
    [organization] = viewer.member_of
    made = depositing.deposit_brief(story.session, viewer, organization, told["title"])
    assert made.id is not None
    story.briefs[told["key"]] = made.id


def _write(story: Story, told: Told) -> None:
    cited = [story.reviewed(number) for number in told.get("studies", ())]
    references = "\n".join(f"- [{one.citation}](/evidence/{one.id})" for one in cited)
    whole = told | ({"references": references} if cited else {})
    operations.save_draft(
        story.session, story.who(told["by"]), story.briefs[told["key"]], texts(whole)
    )


def _send(story: Story, key: str, by: str) -> None:
    operations.send_to_review(story.session, story.who(by), story.briefs[key])


def _publish(story: Story, key: str, by: str) -> None:
    publishing.publish_brief(story.session, story.who(by), story.briefs[key])
