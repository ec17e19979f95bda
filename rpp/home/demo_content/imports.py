"""A file of references whose preview waits for a person."""

from functools import partial

from rpp.evidence.references import operations, running
from rpp.home.demo_content.story import Story, Told


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan each import on the day the file names."""
    for told in file["import"]:
        act = partial(_bring_in, story, told)
        story.then(told["network"], told["date"], "14:30", act, key=told["name"])


def _bring_in(story: Story, told: Told) -> None:
    one = operations.receive(
        story.session,
        story.who(told["person"]),
        name=told["name"],
        data=told["text"].lstrip().encode(),
        origin=told["origin"],
        license=told["license"],
    )
    running.read_within(story.session, one)
