"""The demo's studies: how their text is written and frozen."""

from datetime import timedelta
from functools import partial
from itertools import cycle

from sqlmodel import select

from rpp.home.demo_content.agenda import TOLD
from rpp.home.demo_content.story import Story, Told
from rpp.studies.models import StudySection
from rpp.studies.papers import signing
from rpp.studies.text import writing

DAY = timedelta(days=1)
# In which order the sections after the question are written, and which of them by the lead
# researcher; the districts take turns with the others.
ORDER = (
    "known",
    "practice",
    "design",
    "measures",
    "roles",
    "sample",
    "asks",
    "analysis",
    "equity",
    "ethics",
    "timeline",
    "budget",
    "mobilization",
    "risks",
)
LEADS = ("known", "design", "measures", "sample", "analysis", "ethics", "budget")


def write(story: Story, told: Told, further: dict[str, str]) -> None:
    """Spread the writing over the weeks of co-design; a proposal is written by its lead alone.

    `further` are the sections of study_sections.toml.
    """
    then, dates = story.in_the_time_of(told), told["dates"]
    begin = dates.get("co_design", dates["proposal"])
    until = dates.get("frozen") or min(TOLD.date() - DAY, begin + timedelta(days=40))
    districts = cycle([partner["co_lead"] for partner in told["partners"]])
    texts = {key: body.strip() for key, body in (told["sections"] | further).items()}
    keys = [key for key in ORDER if texts.get(key)]
    for at, key in enumerate(keys, 1):
        alone = "co_design" not in dates or key in LEADS
        writer = told["lead"] if alone else next(districts)
        day = begin + (until - begin) * at / (len(keys) + 1)
        then(day, f"{9 + at * 3 % 5:02}:20", partial(_save, story, told, key, texts[key], writer))
    if "frozen" in dates:
        then(dates["frozen"], "14:00", partial(_freeze, story, told))


def _save(story: Story, told: Told, key: str, body: str, writer: str) -> None:
    study_id = story.studies[told["key"]]
    statement = select(StudySection.version).where(
        StudySection.study_id == study_id, StudySection.key == key
    )
    version = story.session.exec(statement).first() or 0
    writing.save_section(story.session, story.who(writer), study_id, key, body, version)


def refer(story: Story, told: Told, reference: Told) -> None:
    """Link a reviewed study, with what it leaves open."""
    writing.add_reference(
        story.session,
        story.who(told["lead"]),
        story.studies[told["key"]],
        source_kind="evidence",
        source_id=story.reviewed(reference["study"]).id or 0,
        leaves_open=reference["leaves_open"],
    )


def _freeze(story: Story, told: Told) -> None:
    signing.freeze_text(
        story.session,
        story.who(told["lead"]),
        story.studies[told["key"]],
        told["listing"],
        told.get("window_days", 14),
        told.get("delay_days", 30),
    )
