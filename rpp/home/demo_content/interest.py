"""What the demo's researchers have done, and what they say they could study."""

from functools import partial

from rpp.home.demo_content.story import Story, Told
from rpp.people import queries as people
from rpp.studies import fit, interest


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan who says what, on the days the file names."""
    for told in file["offer"]:
        profile = next(one for one in file["researcher"] if one["person"] == told["person"])
        story.then(
            story.homes[told["problem"]], told["at"], "09:40", partial(_know, story, profile)
        )
        story.then(story.homes[told["problem"]], told["at"], "10:05", partial(_offer, story, told))
    offering = {told["person"] for told in file["offer"]}
    for profile in file["researcher"]:
        if profile["person"] not in offering:
            first = file["offer"][0]
            story.then(
                story.homes[first["problem"]], first["at"], "12:00", partial(_know, story, profile)
            )


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
