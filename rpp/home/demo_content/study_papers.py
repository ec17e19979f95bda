"""The agreements that the demo's studies stand on."""

from functools import partial

from rpp.home.demo_content.story import Story, Told
from rpp.organizations.models import Organization
from rpp.studies.papers import agreements


def tell(story: Story, file: Told) -> None:
    """Plan each agreement on the day on which it was signed."""
    for key, review in file["irb"].items():
        study = story.told_studies[key]
        parties = [study["organization"]]
        _plan(
            story, {"study": key, "kind": "IRB", "by": study["lead"], "parties": parties, **review}
        )
    for told in file["agreement"]:
        _plan(story, {"ppra": "none", **told} if "basis" in told else told)


def _plan(story: Story, told: Told) -> None:
    home = story.homes[told["study"]]
    story.then(home, told["signed"], "12:20", partial(_record, story, told))


def _record(story: Story, told: Told) -> None:
    names = [
        story.session.get_one(Organization, story.organizations[party]).name
        for party in told["parties"]
    ]
    facts: Told = {
        field: story.calendar.day(told[name])
        for field, name in (
            ("signed_on", "signed"),
            ("expires_on", "expires"),
            ("destroy_on", "destroy"),
        )
        if name in told
    }
    ground = ("basis", "ppra", "purpose", "scope", "elements")
    facts |= {name: told[name] for name in ground if name in told}
    agreements.record_agreement(
        story.session,
        story.who(told["by"]),
        story.studies[told["study"]],
        type=told["kind"],
        parties=", ".join(names)[:300],
        **facts,
    )
