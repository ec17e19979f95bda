"""The demo's practitioner briefs and their versions."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from rpp.briefs import bars, operations, publishing
from rpp.briefs.models import Brief
from rpp.briefs.sections import NEWEST
from rpp.briefs.texts import ChartText, Figure, Texts
from rpp.home.demo_content.brief_details import describe
from rpp.home.demo_content.brief_files import attach
from rpp.home.demo_content.story import Story, Told, read

WEEK = timedelta(days=7)


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan each brief, from the first draft to its last version."""
    further, details = read("brief_sections"), read("brief_details")
    for one in file["brief"]:
        told = one | further.get(one["key"], {})
        key, study = told["key"], story.told_studies[told["study"]]
        story.homes[key] = story.homes[told["study"]]
        lead = study["lead"]
        then = story.in_the_time_of(told)
        begun = study["dates"]["interpreted"] + timedelta(days=1)
        then(begun, "10:30", partial(_draft, story, told, lead))
        then(begun + timedelta(days=1), "09:30", partial(_write, story, told, lead))
        then(begun + timedelta(days=1), "09:35", partial(attach, story, told, lead))
        if told["status"] != "draft":
            then(begun + timedelta(days=1), "09:40", partial(describe, story, told, lead, details))
        if "dissent" in told:
            then(begun + timedelta(days=2), "14:30", partial(_dissent, story, told))
        if told["status"] == "draft":
            continue
        sent = told.get("submitted") or told["published"] - WEEK
        then(sent, "09:00", partial(_do, operations.send_to_review, story, lead, key))
        if "published" in told:
            then(
                told["published"], "08:00", partial(_do, publishing.publish_brief, story, lead, key)
            )
        for version in told.get("version", ()):
            day = version["published"]
            then(day - timedelta(days=1), "16:00", partial(_write, story, told | version, lead))
            then(
                day,
                "08:00",
                partial(
                    _do, publishing.correct_brief, story, lead, key, version["correction_note"]
                ),
            )


def _do(operation: Callable[..., object], story: Story, who: str, key: str, *about: object) -> None:
    operation(story.session, story.who(who), story.briefs[key], *about)


def _draft(story: Story, told: Told, lead: str) -> None:
    made = operations.draft_brief(story.session, story.who(lead), story.studies[told["study"]])
    assert made.id is not None
    story.briefs[told["key"]] = made.id


def _write(story: Story, told: Told, lead: str) -> None:
    brief = story.session.get_one(Brief, story.briefs[told["key"]])
    assert brief.id is not None
    operations.save_draft(
        story.session,
        story.who(lead),
        brief.id,
        texts(told),
    )


def texts(told: Told) -> Texts:
    """What a file says in the sections of a brief."""
    chart = told.get("chart", {"title": "", "unit": "", "rows": []})
    rows = [bars.Bar(row["label"], f"{row['value']:,}") for row in chart["rows"]]
    return Texts(
        title=told["title"],
        bottom_line=told["bottom_line"],
        parts={key: told.get(key, "").strip() for key in NEWEST.keys},
        figures=[Figure(one["value"], one["label"]) for one in told["figures"]],
        chart=ChartText(chart["title"], chart["unit"], bars.typed(rows)),
    )


def _dissent(story: Story, told: Told) -> None:
    voice = told["dissent"]
    _do(operations.print_dissent, story, voice["person"], told["key"], voice["quote"])
