"""Published briefs and records by rows alone, as many as a test asks for."""

import random
from typing import Any

from rpp import clock
from rpp.briefs.models import Brief, BriefOrganization
from rpp.evidence.models import EvidenceRecord
from rpp.evidence.tiers.models import Tier
from rpp.problems.models import Problem
from rpp.repository import operations
from rpp.studies.models import Study
from rpp.vocabulary import BANDS, SUBJECTS, Tag, bands_of
from tests.support.factories import Factories

GRADES = [grade for band in BANDS.values() for grade in band]


def shelf(make: Factories, n: int, **every: Any) -> list[dict[str, Any]]:
    """Some published briefs, each with what it is tagged as."""
    chance = random.Random(7)
    leas = [make.organization(f"District {s}", state=s) for s in ("AL", "AL", "OH", "KY")]
    networks = [make.network(*leas) for _ in range(2)]
    lead = make.researcher()
    made = []
    first = every.get("first", 1000)
    with make.writing() as session:
        for at in range(n):
            network = chance.choice(networks)
            problem = Problem(
                network_id=network.id,
                organization_id=leas[0].id,
                author_id=lead.id,
                title=f"Problem {at}",
                status="resolved",
                status_since=clock.now(),
                created_at=clock.now(),
                saved_at=clock.now(),
                opened_at=clock.now(),
            )
            session.add(problem)
            session.flush()
            study = Study(
                problem_id=problem.id,
                network_id=network.id,
                lead_id=lead.id,
                organization_id=leas[0].id,
                title=f"Study {at}",
                status="published",
                status_since=clock.now(),
                created_at=clock.now(),
            )
            session.add(study)
            session.flush()
            brief = Brief(
                study_id=study.id,
                problem_id=problem.id,
                network_id=network.id,
                status=every.get("status", "published"),
                status_since=clock.now(),
                current=1,
                title=f"Brief {at} says what it found",
                bottom_line="It did not work.",
                published_at=clock.now(),
                published_seq=first + at,
                created_at=clock.now(),
            )
            session.add(brief)
            session.flush()
            tags = {
                "grade": set(chance.sample(GRADES, 3)),
                "subject": {chance.choice(list(SUBJECTS)[:4])},
            }
            by = {lea.id: lea.state for lea in chance.sample(leas, 2)}
            for element, codes in tags.items():
                for code in codes:
                    session.add(Tag(kind="brief", subject_id=brief.id, element=element, code=code))
            for organization_id, state in by.items():
                session.add(
                    BriefOrganization(
                        brief_id=brief.id, organization_id=organization_id, state=state
                    )
                )
            made.append(
                {
                    "id": brief.id,
                    "kind": {"brief"},
                    "type": {"study"},
                    "tier": {"unrated"},
                    "band": set(bands_of(tags["grade"])),
                    **tags,
                    "state": set(by.values()),
                    "network": {str(network.id)},
                    "organization": {str(id_) for id_ in by},
                    "problem": {str(problem.id)},
                }
            )
    _note(make, "brief")
    return made


def records(make: Factories, n: int, form: str = "study") -> list[dict[str, Any]]:
    """Some records of elsewhere, each with what it is tagged as."""
    chance, now, made = random.Random(11), clock.now(), []
    with make.writing() as session:
        for at in range(n):
            tier = chance.choice((1, 2, 3, None))
            record = EvidenceRecord(
                key=f"wwc:{form}:{at}", source="wwc", form=form,
                title=f"{form.capitalize()} {at} of bells",
                citation=f"Ruiz, A. ({1990 + at}). Study {at}.", year=1990 + at % 9,
                essa_tier=tier, sentence="What it found.", imported_at=now, updated_at=now,
            )  # fmt: skip
            session.add(record)
            session.flush()
            tags = {
                "grade": set(chance.sample(GRADES, 2)),
                "subject": {chance.choice(list(SUBJECTS)[:4])},
                "tier": {str(tier or "none")},
                "form": {form},
            }
            session.add_all(
                Tag(kind="evidence", subject_id=record.id, element=element, code=code)
                for element, codes in tags.items()
                for code in codes
            )
            session.add(
                Tier(
                    subject_kind="evidence", subject_id=record.id or 0, domain="Bells",
                    position=0, given=tier, rule_set="essa-2023", form=1, since=now,
                )
            )  # fmt: skip
            of_it = {"kind": {"evidence"}, "band": set(bands_of(tags["grade"])), **tags}
            made.append({"id": record.id, "year": record.year, **of_it})
    _note(make, "evidence")
    return made


def _note(make: Factories, kind: str) -> None:
    with make.writing() as session:
        operations.note(session, kind)
