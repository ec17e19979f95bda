"""The lists that the demo's people and networks keep."""

from datetime import timedelta
from functools import partial

from rpp.collections import operations, queries
from rpp.collections.operations import About
from rpp.home.demo_content.story import Story, Told


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan each list on the day the file names, and what is put into it on the days after."""
    for told in file["list"]:
        where = told.get("network") or told["in_the_time_of"]
        story.then(where, told["date"], "11:20", partial(_begin, story, told, where))


def _begin(story: Story, told: Told, where: str) -> None:
    made = operations.create_collection(
        story.session,
        story.who(told["person"]),
        About(told["title"], told["about"], told["audience"]),
        story.networks.get(told.get("network", "")),
    )
    for day, item in enumerate(told["item"], 1):
        act = partial(_put, story, told["person"], made.id or 0, item)
        story.then(where, told["date"] + timedelta(days=day), "11:40", act)


def _put(story: Story, who: str, collection_id: int, item: Told) -> None:
    session, actor = story.session, story.who(who)
    kind, subject_id = _thing(story, item)
    operations.save_to_list(session, actor, kind, subject_id, collection_id)
    found = queries.items(session, actor, collection_id)
    placed = next(one for one in found if (one.kind, one.subject_id) == (kind, subject_id))
    note, version = item["note"], item.get("version")
    operations.note_item(session, actor, collection_id, placed.id, note, version)


def _thing(story: Story, item: Told) -> tuple[str, int]:
    if "brief" in item:
        return "brief", story.briefs[item["brief"]]
    if "problem" in item:
        return "problem", story.problems[item["problem"]]
    return "evidence", story.reviewed(item["reviewed"]).id or 0
