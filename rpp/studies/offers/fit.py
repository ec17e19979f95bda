"""Which problems fit a researcher, by words and tags alone, and why each does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Executable, Row, and_, case, exists, func, literal, select
from sqlmodel import Session, col

from rpp import words
from rpp.networks.models import Network
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.people.operations import edit_account
from rpp.policy import Viewer
from rpp.problems import queries as problems
from rpp.problems.models import LocalContext, Problem
from rpp.studies.models import DESIGNS, ResearcherProfile, StudyInterest
from rpp.studies.offers.interest import OPEN
from rpp.vocabulary import GRADES, SUBJECTS, grades_in_words, tagged, tags_column, tags_in

# What one thing in common counts. Words of the trade ("reading", "support") say little alone.
WORD, WEAK_WORD, SUBJECT, GRADE, DESIGN = 3, 1, 4, 2, 1
SHOWN, CANDIDATES, MOST_WORDS = 50, 300, 24
# What researchers say of themselves and no district says of a problem.
OF_RESEARCHERS = frozenset(
    """research researcher researchers evaluation evaluations evaluate evaluating evaluator method
    methods design designs trial trials randomized randomised experiment experiments experience
    experienced interest interested interests analysis analyses data quantitative qualitative mixed
    statistics statistical model models survey surveys policy practice practices partnership
    partnerships effect effects impact impacts outcome outcomes question questions expert expertise
    professor university faculty k12""".split()  # noqa: SIM905
)
# Designs that compare need several settings; the others can begin with one district.
COMPARES = {"rct": "you have run randomized trials", "qed": "you have run comparisons"}
LOOKS = {
    "descriptive": "you have described practice",
    "correlational": "you have worked with correlations",
}


@dataclass(frozen=True)
class Stated:
    """What a researcher says of themselves."""

    expertise: str
    designs: Sequence[str] = ()
    subjects: Sequence[str] = ()
    grades: Sequence[str] = ()

    @property
    def words(self) -> list[str]:
        """The words of their expertise that a problem could share."""
        skip = words.EVERYWHERE | OF_RESEARCHERS
        told = words.of(self.expertise, 200)
        telling = [w for w in told if w not in skip and w not in words.STOP and len(w) > 2]
        return [w for w in telling if not w.isdigit()][:MOST_WORDS]

    @property
    def is_empty(self) -> bool:
        """Nothing by which a problem could be found."""
        return not (self.words or self.subjects or self.grades)


def stated(session: Session, person_id: int) -> Stated:
    """What a researcher says of themselves: their expertise and their experience."""
    row = session.execute(
        select(
            col(Person.expertise),
            col(ResearcherProfile.designs),
            col(ResearcherProfile.subjects),
            col(ResearcherProfile.grades),
        )
        .outerjoin(ResearcherProfile, col(ResearcherProfile.person_id) == col(Person.id))
        .where(col(Person.id) == person_id)
    ).one()
    return Stated(row.expertise, row.designs or (), row.subjects or (), row.grades or ())


def save_profile(
    session: Session,
    actor: Viewer,
    *,
    expertise: str,
    designs: Iterable[str],
    subjects: Iterable[str],
    grades: Iterable[str],
) -> ResearcherProfile:
    """Keep a researcher's experience, and the words of their account with it."""
    assert actor.id is not None
    edit_account(session, actor, actor.name, actor.title, expertise)
    profile = session.get(ResearcherProfile, actor.id) or ResearcherProfile(person_id=actor.id)
    profile.designs = [key for key in DESIGNS if key in set(designs)]
    profile.subjects = [key for key in SUBJECTS if key in set(subjects) and key != "all"]
    profile.grades = [key for key in GRADES if key in set(grades)]
    session.add(profile)
    session.flush()
    return profile


# --- the problems --------------------------------------------------------------------------


@dataclass(frozen=True)
class Fit:
    """One problem that fits, how well, and why."""

    row: Row[Any]
    score: int
    why: str


def fitting(session: Session, viewer: Viewer, told: Stated) -> list[Fit]:
    """The problems that fit best, of those the viewer may know of; one statement.

    The database counts roughly, by parts of words, and hands over the best few hundred; what is
    shown is counted exactly. At equal fit prioritized ones come first, then the newest.
    """
    if told.is_empty:
        return []
    rows = session.execute(_candidates(viewer, told))
    found = [fit for row in rows if (fit := _fit(row, told)) is not None]
    return sorted(
        found, key=lambda fit: (-fit.score, fit.row.status != "prioritized", -fit.row.id)
    )[:SHOWN]


def _candidates(viewer: Viewer, told: Stated) -> Executable:
    text = func.lower(
        col(Problem.title)
        + " "
        + col(Problem.summary)
        + " "
        + col(Problem.affected)
        + " "
        + col(Problem.evidence)
    )
    points: list[ColumnElement[int]] = [
        case((text.contains(min(_forms(w), key=len), autoescape=True), _worth(w)), else_=0)
        for w in told.words
    ]
    for element, codes, worth in (
        ("subject", told.subjects, SUBJECT),
        ("grade", told.grades, GRADE),
    ):
        if codes:
            carries = col(Problem.id).in_(tagged("problem", element, codes))
            points.append(case((carries, worth), else_=0))
    total: Any = sum(points[1:], points[0])
    shared = (
        select(func.count())
        .where(col(LocalContext.problem_id) == col(Problem.id))
        .correlate(Problem.__table__)  # type: ignore[attr-defined]
        .scalar_subquery()
    )
    offered = exists().where(
        col(StudyInterest.problem_id) == col(Problem.id), col(StudyInterest.person_id) == viewer.id
    )
    counted = (
        select(col(Problem.id).label("id"), total.label("points"))
        .where(problems.visible_to(viewer), col(Problem.status).in_(OPEN))
        .subquery()
    )
    first = case((col(Problem.status) == "prioritized", literal(0)), else_=literal(1))
    return (
        select(
            col(Problem.id),
            col(Problem.title),
            col(Problem.summary),
            col(Problem.affected),
            col(Problem.evidence),
            col(Problem.status),
            col(Problem.status_since),
            col(Organization.name).label("organization"),
            col(Organization.state),
            col(Network.timezone).label("zone"),
            tags_column("problem", col(Problem.id)),
            shared.label("shared"),
            offered.label("offered"),
        )
        .join(counted, and_(counted.c.id == col(Problem.id), counted.c.points > 0))
        .join(Organization, col(Organization.id) == col(Problem.organization_id))
        .outerjoin(Network, col(Network.id) == col(Problem.network_id))
        .order_by(counted.c.points.desc(), first, col(Problem.id).desc())
        .limit(CANDIDATES)
    )


def _worth(word: str) -> int:
    return WORD if words.strong([word]) else WEAK_WORD


def _fit(row: Any, told: Stated) -> Fit | None:
    """How well one problem fits, counted by whole words, and why; None where it does not."""
    text = f"{row.title} {row.summary} {row.affected} {row.evidence}"
    common = _common(told.words, text)
    tags = tags_in(row.tags)
    subjects = [code for code in tags.get("subject", ()) if code in told.subjects]
    grades = [code for code in tags.get("grade", ()) if code in told.grades]
    score = sum(_worth(w) for w in common) + SUBJECT * bool(subjects) + GRADE * bool(grades)
    if not score:
        return None
    design = _design(told.designs, row.shared + 1)
    reasons = [
        f"names {_named(common)}, as your expertise does" if common else "",
        f"{_named([SUBJECTS[code] for code in subjects])} is one of your subjects"
        if subjects
        else "",
        _small(grades_in_words(grades)),
        design,
    ]
    why = "; ".join(filter(None, reasons))
    return Fit(row, score + DESIGN * bool(design), f"{why[:1].upper()}{why[1:]}.")


def _common(expertise: Iterable[str], text: str) -> list[str]:
    """The words that the text holds too, in one or many, in the order of the expertise."""
    there = {words.stem(w) for w in words.of(text, 2_000)}
    found: dict[str, str] = {}
    for word in expertise:
        if _forms(word) & there:
            found.setdefault(words.stem(word), word)
    return list(found.values())


def _forms(word: str) -> set[str]:
    """A word as one and as many, each without its ending: "buses" is "bus" too."""
    one = [word.removesuffix(end) for end in ("s", "es") if len(word) - len(end) > 2]
    return {words.stem(form) for form in (word, f"{word}s", f"{word}es", *one)}


def _design(designs: Iterable[str], districts: int) -> str:
    """Why a design that they have run fits the number of districts with the problem."""
    several = f"{districts} districts share it, and " if districts > 1 else ""
    suits = COMPARES if districts > 1 else LOOKS
    ran = next((said for key, said in suits.items() if key in designs), "")
    return f"{several or 'one district so far, and '}{ran}" if ran else ""


def _small(phrase: str) -> str:
    return f"{phrase[:1].lower()}{phrase[1:]}"


def _named(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
