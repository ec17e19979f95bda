"""The facts of the findings of the demo's published studies; all of them are invented."""

from functools import partial

from rpp.evidence.findings import operations, subjects, texts
from rpp.evidence.findings.columns import COLUMNS, contrast_of, values_of
from rpp.home.demo_content.story import Story, Told


def tell(story: Story, file: dict[str, Told]) -> None:
    """Plan each finding on the day on which its lead researcher records it."""
    for key, told in file.items():
        for at, one in enumerate(told["findings"]):
            hour = f"10:{15 + 10 * at}"
            facts = told["all"] | one["facts"]
            act = partial(_record, story, key, one["result"], facts)
            story.then(story.homes[key], told["on"], hour, act)


def _record(story: Story, key: str, result: int, facts: dict[str, str]) -> None:
    session, study_id = story.session, story.studies[key]
    lead = story.who(story.told_studies[key]["lead"])
    about = subjects.about(session, lead, ("study", study_id))
    kind = subjects.get("study")
    assert about is not None
    assert kind is not None
    begun = kind.begun(session, [study_id])[study_id][result]
    given = {name: texts.read(COLUMNS[name], text) for name, text in facts.items()}
    contrast = contrast_of({**values_of(begun.facts), **given}, begun.facts)
    operations.record(session, lead, about, contrast, of_key=begun.key)
