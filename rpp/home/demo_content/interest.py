"""What the demo's researchers have done, and what they say they could study."""

from functools import partial

from rpp.home.demo_content.story import Story, Told
from rpp.people import queries as people
from rpp.studies.offers import fit, interest


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan who says what, on the days the file names; they tell of themselves before they offer."""
    first = min(file["offer"], key=lambda told: told["at"])
    for profile in file["researcher"]:
        own = [told for told in file["offer"] if told["person"] == profile["person"]]
        at = min(own, key=lambda told: told["at"]) if own else first
        story.then(story.homes[at["problem"]], at["at"], "09:40", partial(_know, story, profile))
    for told in file["offer"]:
        story.then(story.homes[told["problem"]], told["at"], "10:05", partial(_offer, story, told))


def _know(story: Story, told: Told) -> None:
    actor = story.who(told["person"])
    fit.save_profile(
        story.session,
        actor,
        expertise=people.account(story.session, actor.id or 0).expertise,
        designs=told["designs"],
        subjects=told["subjects"],
        grades=told["grades"],
    )


def _offer(story: Story, told: Told) -> None:
    actor = story.who(told["person"])
    interest.offer_study(
        story.session,
        actor,
        story.problems[told["problem"]],
        organization_id=min(actor.researches_at),
        note=told["note"],
    )
