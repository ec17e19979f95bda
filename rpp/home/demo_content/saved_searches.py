"""The searches that people of the demo saved, and what was found for them since."""

from functools import partial

from rpp.home.demo_content.story import Story, Told
from rpp.saved_searches import operations
from rpp.saved_searches.models import SavedSearch
from rpp.saved_searches.places import Asked
from rpp.search import changes


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan each search, and each find of the worker, on the day that the file names."""
    ids: dict[str, int] = {}
    for told in file["search"]:
        act = partial(_save, story, told, ids)
        story.then(told["network"], told["date"], "09:10", act)
        for found in told["found"]:
            act = partial(_find, story, ids, told["name"], found["problem"])
            story.then(told["network"], found["date"], "16:45", act)


def _save(story: Story, told: Told, ids: dict[str, int]) -> None:
    arguments = {name: [*values] for name, values in told["arguments"].items()}
    if networks := arguments.get("network"):
        arguments["network"] = [str(story.networks[slug]) for slug in networks]
    asked = Asked(told["place"], arguments)
    made = operations.save_search(story.session, story.who(told["person"]), told["name"], asked)
    # All that the demo tells comes with one change: the worker is not to find it once more.
    made.looked_id = changes.newest(story.session).id + 1
    ids[told["name"]] = made.id or 0


def _find(story: Story, ids: dict[str, int], name: str, problem: str) -> None:
    # Here: what searches nothing loads no arrays.
    from rpp.saved_searches import looking

    search = story.session.get_one(SavedSearch, ids[name])
    looking.note(story.session, search, [("problem", story.problems[problem])])
