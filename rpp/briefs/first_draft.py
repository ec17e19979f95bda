"""What a study has to offer to its brief, so that nothing is typed twice."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlmodel import Session, col

from rpp.briefs import bars
from rpp.briefs.makers import Makers
from rpp.briefs.of_study import basis, makers
from rpp.briefs.published import Basis, Organization
from rpp.briefs.sections import NEWEST
from rpp.briefs.states import DESIGNS
from rpp.briefs.texts import FIGURES, ChartText, Dissent, Draft, Figure
from rpp.layout import several
from rpp.studies.models import Sensemaking, Study, StudySection
from rpp.studies.parts import Finding, findings, partners, references

# Those who read along or sign by their office are no authors of a brief.
MAKERS = ("lead", "co_lead", "practitioner", "member")
# How much of a figure's text is kept.
MOST = 200
Findings = Sequence[Finding]


def first_draft(session: Session, study_id: int, study_title: str) -> Draft:
    """A draft filled from the study's text, findings and sensemaking."""
    written = _sections(session, study_id)
    facts = basis(session, study_id)
    results: Findings = findings(session, study_id)
    meetings = _meetings(session, study_id)
    first = results[0] if results else None
    parts = {
        "question": written.get("question", ""),
        "where": _where(facts),
        "did": _paragraphs(written.get("practice", ""), written.get("design", "")),
        "found": _found(session, study_id, results),
        "cost": written.get("asks", ""),
        "limits": _paragraphs(
            *(meeting.interpretations for meeting in meetings), *_limits(session, study_id)
        ),
        "sure": _sure(facts),
        "references": _references(session, study_id),
    }
    draft = Draft(
        format=NEWEST.number,
        title=_title(study_title, first),
        bottom_line=first.result.strip() if first else written.get("question", "").strip(),
        parts={key: parts.get(key, "") for key in NEWEST.keys},
        figures=_figures(results, facts.districts),
        chart=_chart(results),
        dissent=[
            Dissent(meeting.dissent_by, meeting.dissent.strip())
            for meeting in meetings
            if meeting.dissent
        ],
    )
    return replace(draft, authors=_authors(makers(session, study_id, draft))).rendered()


def _sections(session: Session, study_id: int) -> dict[str, str]:
    rows = session.execute(
        select(col(StudySection.key), col(StudySection.body)).where(
            col(StudySection.study_id) == study_id
        )
    )
    return {row.key: row.body for row in rows}


def _meetings(session: Session, study_id: int) -> Sequence[Sensemaking]:
    statement = select(Sensemaking).where(col(Sensemaking.study_id) == study_id)
    return session.execute(statement.order_by(col(Sensemaking.id))).scalars().all()


def _authors(people: Makers) -> list[int]:
    return [person.id for person in people.values() if person.role in MAKERS]


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(text.strip() for text in texts if text.strip())


def _where(facts: Basis) -> str:
    """The districts of the study; for whom it was tried its writers add."""
    names = "; ".join(one.full_name for one in facts.districts)
    return f"{several(len(facts.districts), 'district')}: {names}." if names else ""


def _sure(facts: Basis) -> str:
    """What its design can show, and how many it compares at most."""
    sample = f"One of its findings compares {facts.sample:,}." if facts.sample else ""
    return " ".join(filter(None, (DESIGNS.get(facts.design, ""), sample)))


def _references(session: Session, study_id: int) -> str:
    """What the study builds on, with links."""
    return "\n".join(f"- [{one.title}]({one.href})" for one in references(session, study_id))


def _found(session: Session, study_id: int, results: Findings) -> str:
    """Each finding, and what the districts answered to them."""
    answers = [lea for lea in partners(session, study_id) if lea.response]
    told = "\n".join(f"- {_sentence(finding)}" for finding in results)
    said = [f"**{lea.name} responds:** {lea.response.strip()}" for lea in answers]
    return "\n\n".join([told, *said]).strip()


def _limits(session: Session, study_id: int) -> list[str]:
    """What limits the answer, and what came otherwise than planned, as paragraphs."""
    study = session.get_one(Study, study_id)
    told = (
        ("What limits the answer", study.limitations),
        ("What differed from the plan", study.deviations),
    )
    return [f"**{title}:** {text.strip()}" for title, text in told if text.strip()]


def spelled(estimate: float, low: float | None = None, high: float | None = None) -> list[str]:
    """Numbers with the same decimals and a true minus: (3.1, 1.0, 5.2) → "3.1", "1.0", "5.2"."""
    given = [n for n in (estimate, low, high) if n is not None]
    places = max((len(f"{n:.6f}".rstrip("0").partition(".")[2]) for n in given), default=0)
    return [f"{n:,.{places}f}".replace("-", "−") for n in given]


def _title(study_title: str, first: Finding | None) -> str:
    """The first finding's first sentence where it is short enough, else the study's title."""
    told = first.result.strip().split(". ")[0].rstrip(".") if first else ""
    return told if told and len(told) <= 160 and "\n" not in told else study_title


def _between(ends: Sequence[str]) -> str:
    return f", likely between {ends[0]} and {ends[1]}" if len(ends) == 2 else ""


def _sentence(finding: Finding) -> str:
    """A finding as one line of text: outcome, result, and the likely range."""
    text = f"**{finding.outcome}.** {finding.result.strip()}"
    if finding.estimate is None:
        return text
    value, *ends = spelled(finding.estimate, finding.low, finding.high)
    unit = f" {finding.unit}" if finding.unit else ""
    return f"{text} The difference is {value}{unit}{_between(ends)}."


def _figures(results: Findings, districts: Sequence[Organization]) -> list[Figure]:
    measured = next((one for one in results if one.estimate is not None), None)
    counted = measured if measured is not None and measured.n else None
    counted = counted or next((one for one in results if one.n), None)
    found = [_measure(measured), _count(counted), _places(districts)]
    figures = [Figure(one.value[:MOST], one.label[:MOST]) for one in found if one is not None]
    # A brief shows three figures or none: fewer would only be an error to mend.
    return figures if len(figures) == FIGURES else [Figure()] * FIGURES


def _measure(finding: Finding | None) -> Figure | None:
    if finding is None or finding.estimate is None:
        return None
    value, *ends = spelled(finding.estimate, finding.low, finding.high)
    plus = "+" if finding.estimate > 0 else ""
    return Figure(f"{plus}{value} {finding.unit}".strip(), f"{finding.outcome}{_between(ends)}")


def _count(finding: Finding | None) -> Figure | None:
    return Figure(f"{finding.n:,}", f"compared: {finding.comparison}") if finding else None


def _places(districts: Sequence[Organization]) -> Figure | None:
    if not districts:
        return None
    names = ", ".join(one.full_name for one in districts)
    return Figure(several(len(districts), "district"), f"took part: {names}")


def _chart(results: Findings) -> ChartText:
    """A chart of the findings that share the first one's unit, where there are two or more."""
    whole = [
        (one.unit, bars.Bar(one.outcome.replace("|", "/")[: bars.LABEL], *numbers))
        for one in results
        if one.estimate is not None
        and one.unit
        and len(numbers := spelled(one.estimate, one.low, one.high)) == 3
    ]
    same = [bar for unit, bar in whole if unit == whole[0][0]][: bars.MOST_ROWS]
    if len(same) < 2:
        return ChartText()
    return ChartText("The difference, with its likely range", whole[0][0], bars.typed(same))
