"""The demo's studies: how their text is written, discussed and frozen."""

from datetime import timedelta
from functools import partial
from itertools import cycle

from sqlmodel import select

from rpp.home.demo_content.agenda import TOLD
from rpp.home.demo_content.story import Story, Told
from rpp.studies import comments, readiness, signing, suggestions, text, writing
from rpp.studies.models import SECTIONS, StudySection
from rpp.studies.sections import required

DAY = timedelta(days=1)
# What the lead researcher writes after the question; the rest is the districts'.
LEADS = ("known", "design", "measures", "sample", "analysis", "ethics", "timeline")


def write(story: Story, told: Told, shared: dict[str, list[Told]]) -> None:
    """Spread the writing over the weeks of co-design; a proposal is written by its lead alone."""
    then, dates = story.in_the_time_of(told), told["dates"]
    begin = dates.get("co_design", dates["proposal"])
    until = dates.get("frozen") or min(TOLD.date() - DAY, begin + timedelta(days=40))
    districts = cycle([partner["co_lead"] for partner in told["partners"]])
    texts = _texts(story, told, shared["further"][0])
    for at, (key, body) in enumerate(texts.items(), 1):
        alone = "co_design" not in dates or key in LEADS
        writer = told["lead"] if alone else next(districts)
        day = begin + (until - begin) * at / (len(texts) + 1)
        then(day, f"{14 + at % 3}:10", partial(_save, story, told, key, body, writer))
    for made in shared["co_design"]:
        if made["study"] == told["key"]:
            then(until, "18:00", partial(_discuss, story, told, made))
    if "frozen" in dates:
        then(dates["frozen"], "14:00", partial(_freeze, story, told))


def _texts(story: Story, told: Told, further: Told) -> dict[str, str]:
    """What is written besides the question: the study's own words, else what all share."""
    own = {key: body.strip() for key, body in told["sections"].items()}
    co_leads = [partner["co_lead"] for partner in told["partners"]]
    named = {
        "lead": story.cast[told["lead"]]["name"],
        "co_lead": story.cast[co_leads[0]]["name"],
        "districts": "the district" if len(co_leads) == 1 else "the districts",
        "schools": "its schools" if len(co_leads) == 1 else "their schools",
    }
    asked = required(told["design_kind"]) if "co_design" in told["dates"] else own
    # What its own text leaves out on purpose is not written yet.
    return {
        key: body
        for key in SECTIONS
        if key != "question"
        and key in asked
        and (body := own.get(key, further.get(key, "").strip().format(**named)))
        and not (told["status"] == "co_design" and key in ("measures", "budget", "equity"))
    }


def _save(story: Story, told: Told, key: str, body: str, writer: str) -> None:
    study_id = story.studies[told["key"]]
    statement = select(StudySection.version).where(
        StudySection.study_id == study_id, StudySection.key == key
    )
    version = story.session.exec(statement).first() or 0
    writing.save_section(story.session, story.who(writer), study_id, key, body, version)


def refer(story: Story, told: Told, reference: Told) -> None:
    writing.add_reference(
        story.session,
        story.who(told["lead"]),
        story.studies[told["key"]],
        source_kind="evidence",
        source_id=story.reviewed(reference["study"]).id or 0,
        leaves_open=reference["leaves_open"],
    )


def _discuss(story: Story, told: Told, made: Told) -> None:
    """Give sections to people, comment on them, suggest a change, call some ready."""
    session, study_id = story.session, story.studies[told["key"]]
    lead = story.who(told["lead"])
    for key, person in made["owners"].items():
        readiness.give_owner(session, lead, study_id, key, story.people[person])
    now = {section.key: section for section in text.sections(session, study_id)}
    for key in made["ready"]:
        version = now[key].version
        readiness.mark_ready(session, lead, study_id, key, version, leads=True)
    for said in made["remarks"]:
        key = said["section"]
        number = now[key].blocks[said["paragraph"] - 1][0]
        remark = comments.comment_on(
            session, story.who(said["by"]), study_id, key, number, said["text"]
        )
        for reply in said.get("answers", ()):
            comments.answer(
                session, story.who(reply["by"]), study_id, remark.id or 0, reply["text"]
            )
        if said.get("settled"):
            comments.settle(session, lead, study_id, remark.id or 0, writes=True)
    for change in made["suggestions"]:
        key, (before, after) = change["section"], change["change"]
        suggestions.suggest(
            session,
            story.who(change["by"]),
            study_id,
            key,
            body=now[key].body.replace(before, after),
            reason=change["reason"],
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
