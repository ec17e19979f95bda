"""What a study has to offer to its brief, so that nothing is typed twice."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from rpp import markup
from rpp.briefs import content
from rpp.briefs.models import PARTS, BriefVersion
from rpp.organizations.models import Membership, Organization
from rpp.people.models import Person
from rpp.studies.models import (
    ROLES,
    Sensemaking,
    Study,
    StudyMember,
    StudyPartner,
    StudySection,
)
from rpp.studies.parts import findings, partners

MARKS = {"lea": "lea", "research": "researcher"}
# Those who read along or sign by their office are no authors of a brief.
MAKERS = ("lead", "co_lead", "practitioner", "member")


def first_draft(session: Session, study_id: int, study_title: str) -> dict[str, Any]:
    """A draft filled from the study's text, findings and sensemaking."""
    written = dict(
        session.execute(
            select(col(StudySection.key), col(StudySection.body)).where(
                col(StudySection.study_id) == study_id
            )
        ).all()
    )
    results = findings(session, study_id)
    meetings = session.execute(
        select(
            col(Sensemaking.interpretations), col(Sensemaking.dissent), col(Sensemaking.dissent_by)
        )
        .where(col(Sensemaking.study_id) == study_id)
        .order_by(col(Sensemaking.id))
    ).all()
    districts = basis(session, study_id)["districts"]
    answers = [lea for lea in partners(session, study_id) if lea.response]
    first = results[0] if results else None
    draft = content.empty_draft()
    draft["title"] = _title(study_title, first)
    draft["bottom_line"] = first.result.strip() if first else written.get("question", "").strip()
    draft["parts"] = {
        "did": written.get("design", ""),
        "changed": "\n\n".join(
            ["\n".join(f"- {_sentence(finding)}" for finding in results)]
            + [f"**{lea.name} responds:** {lea.response.strip()}" for lea in answers]
        ).strip(),
        "took": written.get("asks", ""),
        "unknown": "\n\n".join(
            [m.interpretations.strip() for m in meetings] + _limits(session, study_id)
        ),
    }
    draft["parts_html"] = {key: markup.render(draft["parts"][key]) for key in PARTS}
    draft["figures"] = _figures(results, districts)
    draft["chart"] = _chart(results)
    draft["dissent"] = [
        {"person_id": m.dissent_by, "text": m.dissent.strip()} for m in meetings if m.dissent
    ]
    draft["authors"] = [
        person.id for person in people(session, study_id, draft).values() if person.role in MAKERS
    ]
    return draft


def _limits(session: Session, study_id: int) -> list[str]:
    """What limits the answer, and what came otherwise than planned, as paragraphs."""
    study = session.get_one(Study, study_id)
    told = (
        ("What limits the answer", study.limitations),
        ("What differed from the plan", study.deviations),
    )
    return [f"**{title}:** {text.strip()}" for title, text in told if text.strip()]


def draft_of(version: BriefVersion, draft: Mapping[str, Any]) -> dict[str, Any]:
    """The draft from which a published version was made; ids are those the draft kept."""
    rows = (version.content["chart"] or {"rows": []})["rows"]
    chart = version.content["chart"] or {"title": "", "unit": ""}
    by_name = version.content["basis"]["people"]
    return content.empty_draft() | {
        "title": version.title,
        "bottom_line": version.bottom_line,
        "parts": version.content["parts"],
        "parts_html": version.parts_html,
        "figures": version.content["figures"] or content.empty_draft()["figures"],
        "chart": {
            "title": chart["title"],
            "unit": chart["unit"],
            "rows": content.chart_text(rows),
        },
        "authors": by_name["authors"],
        "dissent": [
            {"person_id": person_id, "text": voice["text"]}
            for person_id, voice in zip(by_name["dissent"], version.content["dissent"], strict=True)
        ],
        "not_a_student": draft["not_a_student"],
    }


def spelled(estimate: float, low: float | None = None, high: float | None = None) -> list[str]:
    """Numbers with the same decimals and a true minus: (3.1, 1.0, 5.2) → "3.1", "1.0", "5.2"."""
    given = [n for n in (estimate, low, high) if n is not None]
    places = max((len(f"{n:.6f}".rstrip("0").partition(".")[2]) for n in given), default=0)
    return [f"{n:,.{places}f}".replace("-", "−") for n in given]


def _title(study_title: str, first: Any) -> str:
    """The first finding's first sentence where it is short enough, else the study's title."""
    told = first.result.strip().split(". ")[0].rstrip(".") if first else ""
    return told if told and len(told) <= 160 and "\n" not in told else study_title


def _sentence(finding: Any) -> str:
    """A finding as one line of text: outcome, result, and the likely range."""
    text = f"**{finding.outcome}.** {finding.result.strip()}"
    if finding.estimate is None:
        return text
    value, *ends = spelled(finding.estimate, finding.low, finding.high)
    unit = f" {finding.unit}" if finding.unit else ""
    between = f", likely between {ends[0]} and {ends[1]}" if len(ends) == 2 else ""
    return f"{text} The difference is {value}{unit}{between}."


def _figures(results: Sequence[Any], districts: list[dict[str, Any]]) -> list[dict[str, str]]:
    figures = []
    measured = next((f for f in results if f.estimate is not None), None)
    if measured is not None:
        value, *ends = spelled(measured.estimate, measured.low, measured.high)
        plus = "+" if measured.estimate > 0 else ""
        between = f", likely between {ends[0]} and {ends[1]}" if len(ends) == 2 else ""
        figures.append(
            {
                "value": f"{plus}{value} {measured.unit}".strip(),
                "label": f"{measured.outcome}{between}",
            }
        )
    counted = measured if measured is not None and measured.n else None
    counted = counted or next((f for f in results if f.n), None)
    if counted is not None:
        figures.append({"value": f"{counted.n:,}", "label": f"compared: {counted.comparison}"})
    if districts:
        several = "districts" if len(districts) > 1 else "district"
        names = ", ".join(f"{d['name']}, {d['state']}" for d in districts)
        figures.append({"value": f"{len(districts)} {several}", "label": f"took part: {names}"})
    # A brief shows three figures or none: fewer would only be an error to mend.
    if len(figures) < 3:
        return [{"value": "", "label": ""} for _ in range(3)]
    return [{key: text[:200] for key, text in figure.items()} for figure in figures]


def _chart(results: Sequence[Any]) -> dict[str, str]:
    """A chart of the findings that share the first one's unit, where there are two or more."""
    whole = [f for f in results if None not in (f.estimate, f.low, f.high) and f.unit]
    same = [f for f in whole if f.unit == whole[0].unit][: content.MOST_ROWS]
    if len(same) < 2:
        return {"title": "", "unit": "", "rows": ""}
    lines = [
        " | ".join(
            [f.outcome.replace("|", "/")[: content.LABEL], *spelled(f.estimate, f.low, f.high)]
        )
        for f in same
    ]
    return {"title": "The difference, with its likely range", "unit": same[0].unit} | {
        "rows": "\n".join(lines)
    }


# --- who and what a version names ----------------------------------------------------------


def people(session: Session, study_id: int, draft: Mapping[str, Any]) -> dict[int, Any]:
    """Everyone with a part in the study or a voice in the brief, leaders first; one statement."""
    named = [*draft["authors"], *(voice["person_id"] for voice in draft["dissent"])]
    # Leaders and signatories take part by their office: they speak for their own organization.
    office = (
        select(func.min(col(Membership.organization_id)))
        .where(col(Membership.person_id) == col(Person.id), col(Membership.status) == "active")
        .scalar_subquery()
    )
    speaks_for = func.coalesce(col(StudyMember.organization_id), office)
    rows = session.execute(
        select(
            col(Person.id),
            col(Person.name),
            col(Person.title),
            col(StudyMember.role),
            col(Organization.name).label("organization"),
            col(Organization.type),
        )
        .select_from(Person)
        .outerjoin(
            StudyMember,
            (col(StudyMember.person_id) == col(Person.id))
            & (col(StudyMember.study_id) == study_id),
        )
        .outerjoin(Organization, col(Organization.id) == speaks_for)
        .where(
            col(StudyMember.id).is_not(None)
            | col(Person.id).in_([person_id for person_id in named if person_id])
        )
        .order_by(col(StudyMember.id), col(Person.id))
    ).all()
    order = {role: at for at, role in enumerate(ROLES)}
    ranked = sorted(rows, key=lambda row: order.get(row.role, len(order)))
    return {row.id: row for row in ranked}


def authors(draft: Mapping[str, Any], people: Mapping[int, Any]) -> list[dict[str, str]]:
    """Who made the brief, as they are called today."""
    return [
        {
            "name": person.name,
            "organization": person.organization or "",
            "role": ROLES.get(person.role, ""),
            "mark": MARKS.get(person.type, "other"),
        }
        for person_id in draft["authors"]
        if (person := people.get(person_id))
    ]


def voices(draft: Mapping[str, Any], people: Mapping[int, Any]) -> list[dict[str, str]]:
    """Who sees it differently, in their words, as they are called today."""
    told = []
    for voice in draft["dissent"]:
        person = people.get(voice["person_id"])
        told.append(
            {
                "text": voice["text"],
                "name": person.name if person else "A partner of the study",
                "line": ", ".join(filter(None, (person.title, person.organization)))
                if person
                else "",
                "mark": MARKS.get(person.type, "other") if person else "none",
            }
        )
    return told


def basis(session: Session, study_id: int) -> dict[str, Any]:
    """The facts a brief stands on: study, design, sample and organizations; three statements."""
    study = session.execute(
        select(
            col(Study.title),
            col(Study.design),
            col(Organization.id).label("organization_id"),
            col(Organization.name),
            col(Organization.state),
        )
        .join(Organization, col(Organization.id) == col(Study.organization_id))
        .where(col(Study.id) == study_id)
    ).one()
    districts = session.execute(
        select(col(Organization.id), col(Organization.name), col(Organization.state))
        .join(StudyPartner, col(StudyPartner.organization_id) == col(Organization.id))
        .where(col(StudyPartner.study_id) == study_id, col(StudyPartner.left_at).is_(None))
        .order_by(col(StudyPartner.id))
    ).all()
    samples = [n for n in (finding.n for finding in findings(session, study_id)) if n]
    return {
        "study": study.title,
        "design": study.design,
        "sample": max(samples, default=None),
        "districts": [dict(row._mapping) for row in districts],
        "organizations": [{"id": study.organization_id, "name": study.name, "state": study.state}],
    }
