"""The demo's studies, from the frozen text to the findings and what they mean."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from rpp.home.demo_content.agenda import Act
from rpp.home.demo_content.story import Story, Told
from rpp.studies.lifecycle import operations
from rpp.studies.models import Study
from rpp.studies.outcome import findings, sensemaking
from rpp.studies.papers import signing

DAY = timedelta(days=1)
# By what authority a district's signatory and a lead researcher sign, unless told otherwise.
AUTHORITY = (
    "Delegated by the board’s policy on research partnerships",
    "Principal investigator of the study",
)


def go_its_way(story: Story, told: Told) -> None:
    """Plan a study's signatures and findings."""
    _sign(story, told)
    _run(story, told)


# --- signatures ----------------------------------------------------------------------------


def _sign(story: Story, told: Told) -> None:
    dates = told["dates"]
    if "frozen" not in dates:
        return
    then = story.in_the_time_of(told)
    for at, (person, day) in enumerate(_signers(story, told)):
        then(day, f"{15 + at // 6}:{at % 6}0", partial(_put_name, story, told, person))


def _signers(story: Story, told: Told) -> list[tuple[str, date]]:
    """Who signs when: as told, else the lead at once and the districts until the last day."""
    if "signatures" in told:
        return [(one["person"], one["date"]) for one in told["signatures"]]
    first, last = told["dates"]["frozen"], told["dates"]["signed"]
    districts = [
        story.appointed(partner["organization"], "signatory") for partner in told["partners"]
    ]
    days = [first + (last - first) * at / len(districts) for at in range(1, len(districts) + 1)]
    # Offices are closed at the weekend.
    days = [day - max(day.weekday() - 4, 0) * DAY for day in days]
    return [(told["lead"], first), *zip(districts, days, strict=True)]


def _put_name(story: Story, told: Told, person: str) -> None:
    study = story.session.get_one(Study, story.studies[told["key"]])
    actor, organization = story.who(person), story.cast[person]["organization"]
    party = "lead" if person == told["lead"] else f"lea:{story.organizations[organization]}"
    signing.sign_study(
        story.session,
        actor,
        story.studies[told["key"]],
        party=party,
        text_hash=study.frozen_hash,
        title=actor.title,
        **authority_of(told, person),
    )


def authority_of(told: Told, person: str) -> dict[str, str]:
    """By what authority a person signs the text of a study, and which ties they declare."""
    return {
        "authority": told.get("authority", {}).get(person, AUTHORITY[person == told["lead"]]),
        "conflicts": told.get("conflicts", {}).get(person, "None"),
    }


# --- the study itself ----------------------------------------------------------------------


def _run(story: Story, told: Told) -> None:
    then, dates, lead = story.in_the_time_of(told), told["dates"], told["lead"]

    def do(operation: Callable[..., object], who: str, *about: object) -> Act:
        return lambda: operation(story.session, story.who(who), story.studies[told["key"]], *about)

    if "active" in dates:
        then(dates["active"], "08:40", do(operations.start_study, lead))
    if "paused" in dates:
        pause = do(operations.pause_study, told["paused_by"], told["reason"])
        then(dates["paused"], "11:45", pause)
    if "withdrawn" in dates:
        then(dates["withdrawn"], "11:45", do(operations.withdraw_study, lead, told["reason"]))
    if "findings_shared" in dates:
        for finding in told["findings"]:
            then(dates["findings_shared"] - DAY, "15:00", partial(_find, story, told, finding))
        then(dates["findings_shared"], "12:50", partial(_limit, story, told))
        then(dates["findings_shared"], "13:00", do(findings.share_findings, lead))
        then(dates["findings_shared"], "13:30", partial(_show, story, told))
    if "interpreted" in dates:
        then(dates["interpreted"], "16:45", partial(_interpret, story, told))
    for delay in told.get("delays", ()):
        then(delay["date"], "15:20", partial(_delay, story, told, delay))


def _find(story: Story, told: Told, finding: Told) -> None:
    values = {name: value for name, value in finding.items() if name != "districts"}
    findings.add_finding(
        story.session, story.who(told["lead"]), story.studies[told["key"]], **values
    )


def _limit(story: Story, told: Told) -> None:
    findings.describe_limits(
        story.session,
        story.who(told["lead"]),
        story.studies[told["key"]],
        deviations=told["limits"]["deviations"].strip(),
        limitations=told["limits"]["limitations"].strip(),
    )


def _show(story: Story, told: Told) -> None:
    """Let those who must see the findings first look at them: as told, else all within a week."""
    then, study_id = story.in_the_time_of(told), story.studies[told["key"]]
    keys = {number: key for key, number in story.people.items()}
    readers = [keys[reader.id] for reader in sensemaking.must_see(story.session, study_id)]
    shared = told["dates"]["findings_shared"]
    days = {reader: shared + DAY * (1 + at * 3 % 7) for at, reader in enumerate(readers)}
    if "seen" in told:
        days = {one["person"]: one["date"] for one in told["seen"]}
    for at, (reader, day) in enumerate(days.items()):
        then(day, f"{9 + at:02}:15", partial(_see, story, reader, study_id))


def _see(story: Story, reader: str, study_id: int) -> None:
    sensemaking.confirm_seen(story.session, story.who(reader), study_id)


def _delay(story: Story, told: Told, delay: Told) -> None:
    sensemaking.delay(
        story.session,
        story.who(delay["person"]),
        story.studies[told["key"]],
        organization_id=story.organizations[story.cast[delay["person"]]["organization"]],
        days=delay["days"],
        reason=delay["reason"],
    )


def _interpret(story: Story, told: Told) -> None:
    meeting = told["sensemaking"]
    dissent_by = meeting.get("dissent_by")
    sensemaking.record_sensemaking(
        story.session,
        story.who(told["lead"]),
        story.studies[told["key"]],
        held_on=story.calendar.day(meeting["held_on"]),
        participants=[
            (story.people[one["person"]], one["role"]) for one in meeting["participants"]
        ],
        interpretations=meeting["interpretations"].strip(),
        dissent=meeting.get("dissent", ""),
        dissent_by=story.people[dissent_by] if dissent_by else None,
    )
