"""What the districts of a study did with its brief, as pages show it."""

from dataclasses import dataclass

from rpp import dates
from rpp.briefs.adoption import MONTHS
from rpp.briefs.adoptions import Adoptions, Answer, Question
from rpp.briefs.queries import Seen
from rpp.briefs.states import ADOPTED, Adopted
from rpp.layout import several, some_have
from rpp.policy import Viewer


@dataclass(frozen=True, slots=True)
class Tally:
    """How many districts did the same."""

    did: Adopted
    count: int
    counted: str


@dataclass(frozen=True, slots=True)
class Told:
    """What one district said; `change` is where who speaks for it changes that."""

    district: str
    href: str
    did: Adopted
    when: str
    why: str
    change: str


@dataclass(frozen=True, slots=True)
class AdoptionPanel:
    """The part of a brief's page on what became of it; who has not answered is only counted."""

    counted: str
    tallies: list[Tally]
    answers: list[Told]


def adoption_panel(found: Adoptions, seen: Seen, viewer: Viewer) -> AdoptionPanel | None:
    """What the districts did; None where none was asked yet."""
    if not found.asked:
        return None
    newest = {answer.organization_id: answer for answer in found.answers}
    changing = {
        answer.organization_id
        for answer in newest.values()
        if seen.status == "published" and _speaks(answer, seen, viewer)
    }
    return AdoptionPanel(
        f"{some_have(found.answered, found.asked, 'district')} answered",
        [
            Tally(did, count, several(count, "district"))
            for key, did in ADOPTED.items()
            if (count := found.last[key])
        ],
        [
            _told(
                answer,
                seen,
                may_change=answer is newest[answer.organization_id]
                and answer.organization_id in changing,
            )
            for answer in found.answers
        ],
    )


def _speaks(answer: Answer, seen: Seen, viewer: Viewer) -> bool:
    """The viewer speaks for the district, by an office or as a co-lead who belongs to it."""
    district = answer.organization_id
    by_office = district in viewer.leads or district in viewer.signs_for
    return by_office or (seen.role == "co_lead" and district in viewer.member_of)


def _told(answer: Answer, seen: Seen, *, may_change: bool) -> Told:
    day = dates.day_in(answer.answered_at, seen.zone)
    return Told(
        f"{answer.name}, {answer.state}",
        f"/organizations/{answer.organization_id}",
        ADOPTED[answer.answer],
        f"{day}, asked {answer.month} months after publication",
        answer.why,
        f"{seen.href}/adoption/{answer.organization_id}" if may_change else "",
    )


@dataclass(frozen=True, slots=True)
class AdoptionPage:
    """The page on which a district answers."""

    heading: str
    window: str
    brief: str
    brief_id: int
    href: str
    lead: str
    before: str
    is_open: bool
    until: str
    button: str


def adoption_page(question: Question) -> AdoptionPage:
    """The page of a question; `before` is what was said the time before."""
    asked = question.asked
    published = dates.day_in(asked.published_at, asked.zone)
    later = (
        "until the district is asked again, twelve months after publication"
        if asked.month == MONTHS[0]
        else "as long as the brief is in force"
    )
    return AdoptionPage(
        heading=f"What did {asked.organization} do with it?",
        window=f"What {asked.organization} did with it",
        brief=asked.title,
        brief_id=question.brief_id,
        href=f"/briefs/{question.brief_id}",
        lead=f"It was published on {published}. Each district of the study is asked after six "
        "months and again after twelve. No answer is better than another: the next district "
        "learns as much from a no as from a yes.",
        before=_before(question),
        is_open=question.is_open,
        until=later,
        button="Change the answer" if asked.answer else f"Answer for {asked.organization}",
    )


def _before(question: Question) -> str:
    before = question.before
    if before is None:
        return ""
    day = dates.day_in(before.answered_at, before.zone)
    did = ADOPTED[before.answer].label
    return f"When it was asked before, {before.organization} said on {day}: {did}. “{before.why}”"
