"""The codes by which studies are found that everyone may know of."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlmodel import Session, col

from rpp import dates
from rpp.db import columns
from rpp.networks.models import Network
from rpp.organizations import facets
from rpp.organizations.facets import PLACE, Place
from rpp.organizations.models import Organization
from rpp.policy import ANYONE
from rpp.problems import queries as problems
from rpp.problems.models import Problem
from rpp.studies.models import Study, StudyPartner, StudyProblem
from rpp.vocabulary import Tag


@dataclass(frozen=True, slots=True)
class FoundBy:
    """By what a study is found, and when it came out: when it was signed, or published without."""

    facets: Mapping[str, Collection[str]]
    issued: date


def of(session: Session, study_ids: Collection[int]) -> dict[int, FoundBy]:
    """By what some studies are found; three statements.

    Grades and subjects are those of their problems that everyone may know of; places those of the
    districts that take part now.
    """
    about, districts = _about(session, study_ids), _districts(session, study_ids)
    statement = (
        select(
            *(col(Study.id), col(Study.design), col(Study.network_id)),
            *(col(Network.timezone), col(Study.signed_at), col(Study.status_since)),
        )
        .join(Network, col(Network.id) == col(Study.network_id))
        .where(col(Study.id).in_(study_ids))
    )
    found = {}
    for id_, design, network_id, zone, signed, since in session.execute(statement):
        issued = dates.date_in(signed or since, zone)
        codes = facets.joined(
            about.get(id_, {}),
            facets.of(districts.get(id_, [])),
            {"design": [design] if design else []},
            {"network": [str(network_id)], "year": [str(issued.year)]},
        )
        found[id_] = FoundBy(codes, issued)
    return found


def _about(session: Session, study_ids: Collection[int]) -> dict[int, dict[str, list[str]]]:
    """The subjects and grades of the problems that studies answer, by study."""
    tag = columns(Tag)
    further = select(col(StudyProblem.problem_id)).where(
        col(StudyProblem.study_id) == col(Study.id)
    )
    statement = (
        select(col(Study.id), tag.element, tag.code)
        .select_from(Study)
        .join(Problem, or_(col(Problem.id) == col(Study.problem_id), col(Problem.id).in_(further)))
        .join(tag.kind.table, (tag.kind == "problem") & (tag.subject_id == col(Problem.id)))
        .where(
            col(Study.id).in_(study_ids),
            tag.element.in_(("subject", "grade")),
            problems.visible_to(ANYONE),
        )
        .order_by(tag.element, tag.code)
    )
    found: dict[int, dict[str, list[str]]] = {}
    for study_id, element, code in session.execute(statement):
        found.setdefault(study_id, {}).setdefault(element, []).append(code)
    return found


def _districts(session: Session, study_ids: Collection[int]) -> dict[int, list[Place]]:
    """The districts that take part now, by study."""
    statement = (
        select(col(StudyPartner.study_id), *PLACE)
        .join(Organization, col(Organization.id) == col(StudyPartner.organization_id))
        .where(col(StudyPartner.study_id).in_(study_ids), col(StudyPartner.left_at).is_(None))
        .order_by(col(StudyPartner.id))
    )
    found: dict[int, list[Place]] = {}
    for study_id, *told in session.execute(statement):
        found.setdefault(study_id, []).append(Place(*told))
    return found
