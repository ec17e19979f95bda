"""Reads briefs: everyone reads what was published, members of its study what is not yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from sqlalchemy import (
    ColumnElement,
    String,
    Table,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp import vocabulary
from rpp.briefs.content import empty_draft
from rpp.briefs.models import Brief, BriefOrganization, BriefVersion
from rpp.discussions.models import Comment
from rpp.history import Event
from rpp.kinds import Subject
from rpp.networks.models import Network
from rpp.organizations.models import Organization
from rpp.paging import Cursor, Slice, page_of
from rpp.people.models import Person
from rpp.policy import ANYONE, Viewer
from rpp.problems import queries as problems
from rpp.problems.models import Problem
from rpp.rounds.models import Round, RoundOption
from rpp.studies.models import Study, StudyMember, StudyPartner, StudyProblem
from rpp.studies.visibility import in_standing, takes_part
from rpp.vocabulary import BANDS, GRADES, SUBJECTS, Tag, grade_order
from rpp.words import Document

PAGE = 20
# Under a name of its own: `takes_part` looks into the same table.
Own = aliased(StudyMember)
BRIEFS: Table = Brief.__table__  # type: ignore[attr-defined]
VERSIONS: Table = BriefVersion.__table__  # type: ignore[attr-defined]
# What has been published keeps its address for good.
OUT = ("published", "superseded", "withdrawn")


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """What the viewer may know of; the statement must join the study."""
    out = col(Brief.status).in_(OUT)
    kept = col(Brief.status) != "deleted"
    return out if viewer.id is None else or_(out, and_(takes_part(viewer), kept))


# --- one brief -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """One brief as one viewer sees it, with what the policy asks about it."""

    kind: ClassVar[str] = "brief"

    row: Any
    role: str  # the viewer's part in the study, or ""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.row, name)

    @property
    def draft(self) -> dict[str, Any]:
        answer: dict[str, Any] = empty_draft() | self.row.draft
        return answer


def brief(session: Session, viewer: Viewer, brief_id: int) -> Seen | None:
    """One brief that the viewer may know of, with its study, problem and round; one statement."""
    own = and_(
        col(Own.study_id) == col(Study.id), col(Own.person_id) == viewer.id, in_standing(Own)
    )
    won = (
        select(func.max(col(RoundOption.round_id)))
        .join(Round, col(Round.id) == col(RoundOption.round_id))
        .where(
            col(RoundOption.problem_id) == col(Brief.problem_id),
            col(RoundOption.won).is_(True),
            col(Round.status).in_(("closed", "certified")),
        )
        .scalar_subquery()
    )

    def partner(organizations: Any, *, left: bool) -> Any:
        gone = col(StudyPartner.left_at).is_not(None)
        return exists().where(
            col(StudyPartner.study_id) == col(Study.id),
            col(StudyPartner.organization_id).in_(organizations),
            gone if left else ~gone,
        )

    offices = sorted(viewer.leads | viewer.signs_for)
    knows_problem = and_(col(Problem.id) == col(Brief.problem_id), problems.visible_to(viewer))
    row = session.execute(
        select(
            *BRIEFS.c,
            col(Study.title).label("study_title"),
            col(Study.status).label("study_status"),
            col(Study.signed_at),
            col(Study.lead_id),
            col(Network.name).label("network"),
            col(Network.slug).label("network_slug"),
            col(Network.timezone).label("zone"),
            col(Problem.title).label("problem_title"),
            col(Problem.submitted_at),
            col(Problem.opened_at),
            col(Round.id).label("round_id"),
            col(Round.title).label("round_title"),
            col(Round.status_since).label("round_since"),
            col(Own.role).label("member_role"),
            partner([col(Own.organization_id)], left=True).label("member_left"),
            partner(sorted(viewer.signs_for), left=False).label("signs"),
            partner(sorted(viewer.leads), left=False).label("leads"),
            partner(offices, left=True).label("office_left"),
        )
        .select_from(Brief)
        .join(Study, col(Study.id) == col(Brief.study_id))
        .join(Network, col(Network.id) == col(Brief.network_id))
        .outerjoin(Problem, knows_problem)
        .outerjoin(Round, and_(col(Round.id) == won, col(Problem.id).is_not(None)))
        .outerjoin(Own, own)
        .where(col(Brief.id) == brief_id, visible_to(viewer))
    ).first()
    return Seen(row, _role(row)) if row is not None else None


def _role(row: Any) -> str:
    """The viewer's part in the study, by the rules of the studies room."""
    if row.member_role:
        return "observer" if row.member_left else row.member_role
    if row.signs or row.leads:
        return "signatory" if row.signs else "leader"
    return "observer" if row.office_left else ""


def versions(session: Session, brief_id: int) -> Sequence[Any]:
    """The published versions of a brief with their content, the newest first."""
    statement = select(VERSIONS).where(VERSIONS.c.brief_id == brief_id)
    return session.execute(statement.order_by(VERSIONS.c.number.desc())).all()


def subject(session: Session, viewer: Viewer, brief_id: int) -> Subject | None:
    """The brief as something to discuss: by its study from review on, by all once published."""
    seen = brief(session, viewer, brief_id)
    return discussed(seen) if seen is not None else None


def discussed(seen: Seen) -> Subject | None:
    """The brief's discussion; drafts have none yet, and a withdrawn brief none any more."""
    if seen.status in ("draft", "withdrawn"):
        return None
    return Subject("brief", seen.id, seen.title, f"/briefs/{seen.id}", seen.network_id, seen.zone)


WAY = ("submitted", "open", "prioritized", "signed", "findings_shared", "interpreted")


def events(session: Session, seen: Seen) -> list[Any]:
    """The brief's history, and the steps of its problem and study on the way to it."""
    step = col(Event.detail)["to"].as_string().in_(WAY)
    own = and_(col(Event.kind) == "brief", col(Event.subject_id) == seen.id)
    if not seen.role:
        own = and_(own, col(Event.private).is_(False))
    ways = [and_(col(Event.kind) == "study", col(Event.subject_id) == seen.study_id, step)]
    if seen.problem_title is not None:
        ways.append(
            and_(col(Event.kind) == "problem", col(Event.subject_id) == seen.problem_id, step)
        )
    statement = (
        select(
            col(Event.id),
            col(Event.kind),
            col(Event.verb),
            col(Event.reason),
            col(Event.detail),
            col(Event.at),
            col(Person.name).label("who"),
        )
        .select_from(Event)
        .outerjoin(Person, col(Person.id) == col(Event.actor_id))
        .where(or_(own, *ways))
        .order_by(col(Event.id))
        .limit(300)
    )
    return list(session.execute(statement))


def of_study(session: Session, study_id: int) -> int | None:
    """The id of a study's brief, if it has one."""
    return session.execute(
        select(col(Brief.id)).where(col(Brief.study_id) == study_id, col(Brief.status) != "deleted")
    ).scalar_one_or_none()


# --- the repository ------------------------------------------------------------------------


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; empty means any."""

    band: str = ""
    grade: str = ""
    subject: str = ""
    state: str = ""
    network: int | None = None
    organization: int | None = None
    problem: int | None = None

    @property
    def chosen(self) -> dict[str, Any]:
        found = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: value for name, value in found.items() if value not in ("", None)}


@dataclass(frozen=True)
class Choice:
    """One value of a facet, and how many briefs it would leave."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Facets:
    """What each facet offers, and how many briefs are found in all."""

    total: int = 0
    choices: dict[str, list[Choice]] = field(default_factory=dict)


FACETS = {
    "band": "Grades",
    "grade": "One grade",
    "subject": "Subject",
    "state": "State",
    "network": "Network",
}
# The bands as addresses name them.
BAND_CODES = dict(zip(("pk-2", "3-5", "6-8", "9-12"), BANDS, strict=True))


def _condition(name: str, value: Any) -> Any:
    if name == "band":
        grades = BANDS[BAND_CODES[value]]
        return col(Brief.id).in_(vocabulary.tagged("brief", "grade", grades))
    if name in ("grade", "subject"):
        return col(Brief.id).in_(vocabulary.tagged("brief", name, [value]))
    if name == "state":
        of_state = select(col(BriefOrganization.brief_id)).where(
            col(BriefOrganization.state) == value
        )
        return col(Brief.id).in_(of_state)
    if name == "organization":
        of_it = select(col(BriefOrganization.brief_id)).where(
            col(BriefOrganization.organization_id) == value
        )
        return col(Brief.id).in_(of_it)
    if name == "problem":
        return or_(col(Brief.problem_id) == value, _answers_too(value))
    return col(Brief.network_id) == value


def _answers_too(problem_id: int) -> Any:
    """Its study answers this problem too, and everyone may know of the problem."""
    further = (
        select(col(StudyProblem.study_id))
        .join(Problem, col(Problem.id) == col(StudyProblem.problem_id))
        .where(
            col(StudyProblem.study_id) == col(Brief.study_id),
            col(Problem.id) == problem_id,
            problems.visible_to(ANYONE),
        )
    )
    return exists(further.correlate(BRIEFS))


def _conditions(filters: Filters, but: str = "") -> list[Any]:
    chosen = [_condition(name, value) for name, value in filters.chosen.items() if name != but]
    return [col(Brief.status) == "published", *chosen]


_NETWORK, _OF_IT = Network, col(Network.id) == col(Brief.network_id)
ROW: tuple[Any, ...] = (
    col(Brief.id).label("brief_id"),
    col(Brief.title),
    col(Brief.bottom_line),
    col(Brief.districts),
    col(Brief.sample),
    col(Brief.published_at),
    col(Brief.current),
    col(Network.timezone).label("zone"),
)


def listed(session: Session, filters: Filters, cursor: Cursor, *, limit: int = PAGE) -> Slice:
    """A page of published briefs, the last published first; one statement."""
    key = col(Brief.published_seq)
    statement = select(key.label("id"), *ROW).join(_NETWORK, _OF_IT).where(*_conditions(filters))
    return page_of(session, statement, key, cursor, limit=limit)


def facets(session: Session, filters: Filters) -> Facets:
    """What each facet offers under the other filters, with counts, and the total; one statement."""
    tag: Any = Tag.__table__  # type: ignore[attr-defined]
    of_brief = and_(tag.c.kind == "brief", tag.c.subject_id == col(Brief.id))
    band = case(
        *((tag.c.code.in_(BANDS[label]), literal(code)) for code, label in BAND_CODES.items()),
        else_=literal(""),
    )
    number = func.count(col(Brief.id).distinct())

    def part(name: str, value: Any, label: Any, source: Any) -> Any:
        return (
            select(
                literal(name).label("facet"),
                cast(value, String).label("value"),
                cast(label, String).label("label"),
                number.label("n"),
            )
            .select_from(source)
            .where(*_conditions(filters, but=name))
        )

    def tagged(name: str, value: Any, element: str) -> Any:
        source = BRIEFS.join(tag, and_(of_brief, tag.c.element == element))
        return part(name, value, null(), source).group_by(value)

    made_by = BRIEFS.join(BriefOrganization, col(BriefOrganization.brief_id) == col(Brief.id))
    state, network = col(BriefOrganization.state), col(Network.id)
    rows = session.execute(
        union_all(
            part("", literal(""), null(), BRIEFS),
            tagged("band", band, "grade"),
            tagged("grade", tag.c.code, "grade"),
            tagged("subject", tag.c.code, "subject"),
            part("state", state, null(), made_by).where(state != "").group_by(state),
            part(
                "network",
                network,
                col(Network.name),
                BRIEFS.join(Network, network == col(Brief.network_id)),
            ).group_by(network, col(Network.name)),
        )
    ).all()
    total = next(row.n for row in rows if row.facet == "")
    choices: dict[str, list[Choice]] = {name: [] for name in FACETS}
    for row in rows:
        if row.facet and row.value:
            label = row.label or _label(row.facet, row.value)
            choices[row.facet].append(Choice(row.value, label, row.n))
    order: dict[str, Any] = {
        "band": lambda choice: list(BAND_CODES).index(choice.value),
        "grade": lambda choice: grade_order(choice.value),
    }
    for name, found in choices.items():
        found.sort(key=order.get(name, lambda choice: (choice.label, choice.value)))
    return Facets(total, choices)


def _label(facet: str, value: str) -> str:
    words = {"band": BAND_CODES, "grade": GRADES, "subject": SUBJECTS}.get(facet, {})
    return words.get(value, value)


def names(session: Session, viewer: Viewer, filters: Filters) -> dict[str, str]:
    """Names of what the list is narrowed to, as far as the viewer may know them; one statement."""
    network = select(col(Network.name)).where(col(Network.id) == filters.network)
    organization = select(col(Organization.name)).where(
        col(Organization.id) == filters.organization
    )
    problem = select(col(Problem.title)).where(
        col(Problem.id) == filters.problem, problems.visible_to(viewer)
    )
    row = session.execute(
        select(
            network.scalar_subquery().label("network"),
            organization.scalar_subquery().label("organization"),
            problem.scalar_subquery().label("problem"),
        )
    ).one()
    return {name: value for name, value in row._mapping.items() if value}


def of_problem(session: Session, problem_id: int) -> list[Any]:
    """The published briefs of a problem, the newest first."""
    statement = select(*ROW).join(_NETWORK, _OF_IT).where(*_conditions(Filters(problem=problem_id)))
    return list(session.execute(statement.order_by(col(Brief.published_seq).desc())))


# --- for other rooms -----------------------------------------------------------------------


def latest(session: Session, viewer: Viewer, limit: int = 3) -> list[Any]:
    """The briefs published last: brief_id, title, bottom_line, districts, sample, published_at."""
    statement = select(*ROW).join(_NETWORK, _OF_IT).where(*_conditions(Filters()))
    return list(session.execute(statement.order_by(col(Brief.published_seq).desc()).limit(limit)))


def counts(session: Session) -> dict[str, int]:
    """How many briefs are published."""
    number = session.execute(
        select(func.count()).select_from(Brief).where(col(Brief.status) == "published")
    ).scalar_one()
    return {"published": number}


def mine(session: Session, viewer: Viewer, limit: int = 50) -> list[dict[str, Any]]:
    """The briefs of the viewer's studies, the newest first."""
    return [
        {
            "id": row.id,
            "title": row.title,
            "status": row.status,
            "since": row.status_since,
            "role": row.role or "",
            "href": f"/briefs/{row.id}",
        }
        for row in _of_her_studies(session, viewer, limit)
    ]


def _of_her_studies(session: Session, viewer: Viewer, limit: int) -> Sequence[Any]:
    if viewer.id is None:
        return []
    commented = exists().where(
        col(Comment.subject_kind) == "brief",
        col(Comment.subject_id) == col(Brief.id),
        col(Comment.author_id) == viewer.id,
    )
    own = and_(
        col(Own.study_id) == col(Study.id), col(Own.person_id) == viewer.id, in_standing(Own)
    )
    return session.execute(
        select(
            col(Brief.id),
            col(Brief.title),
            col(Brief.status),
            col(Brief.status_since),
            col(Study.title).label("study_title"),
            col(Own.role),
            commented.label("commented"),
        )
        .select_from(Brief)
        .join(Study, col(Study.id) == col(Brief.study_id))
        .outerjoin(Own, own)
        .where(takes_part(viewer), col(Brief.status) != "deleted")
        .order_by(col(Brief.id).desc())
        .limit(limit)
    ).all()


def waiting_for(session: Session, viewer: Viewer) -> list[dict[str, Any]]:
    """What the briefs of the viewer's studies ask of them now; one statement."""
    waiting = []
    for row in _of_her_studies(session, viewer, 200):
        leads = row.role in ("lead", "co_lead")
        step = None
        if row.status == "draft" and leads:
            step = (
                f"Finish the brief of “{row.study_title}”",
                "It is a draft. When it is complete, send it to the partners to read.",
                f"/briefs/{row.id}/edit",
                "Keep writing",
            )
        elif row.status == "in_review" and leads:
            step = (
                f"Publish “{row.title}”",
                "The partners can read it now. Settle their comments, then publish it.",
                f"/briefs/{row.id}",
                "Read and publish",
            )
        elif row.status == "in_review" and not row.commented:
            step = (
                f"Read “{row.title}” before it is published",
                "Comment on what is wrong or missing, or print what you see differently.",
                f"/briefs/{row.id}",
                "Read the draft",
            )
        if step:
            title, sentence, href, button = step
            waiting.append(
                {"title": title, "sentence": sentence, "href": href, "due": None, "button": button}
            )
    return waiting


def search_documents(session: Session, brief_id: int | None = None) -> Iterator[Document]:
    """What search may hold of published briefs; everyone may find them."""
    statement = (
        select(
            col(Brief.id),
            VERSIONS.c.title,
            VERSIONS.c.bottom_line,
            VERSIONS.c.content,
            VERSIONS.c.authors,
        )
        .join(
            VERSIONS,
            and_(VERSIONS.c.brief_id == col(Brief.id), VERSIONS.c.number == col(Brief.current)),
        )
        .where(col(Brief.status) == "published")
        .order_by(col(Brief.published_seq))
    )
    if brief_id is not None:
        statement = statement.where(col(Brief.id) == brief_id)
    for row in session.execute(statement):
        content = row.content
        districts = content["basis"]["districts"]
        body = [
            row.bottom_line,
            *content["parts"].values(),
            *(voice["text"] for voice in content["dissent"]),
        ]
        keywords = [
            *(f"{figure['value']} {figure['label']}" for figure in content["figures"]),
            content["basis"]["study"],
            *(f"{district['name']}, {district['state']}" for district in districts),
            *(author["name"] for author in row.authors),
        ]
        yield Document(
            row.id,
            row.title,
            "\n".join(filter(None, body)),
            line(len(districts), content["basis"]["sample"]),
            keywords="\n".join(filter(None, keywords)),
        )


def line(districts: int, sample: int | None) -> str:
    """The quiet line of a brief in a list: "4 districts, sample of 1,534"."""
    several = f"{districts} district{'s' if districts != 1 else ''}" if districts else ""
    return ", ".join(filter(None, (several, f"sample of {sample:,}" if sample else "")))


def draft(session: Session, brief_id: int) -> dict[str, Any]:
    """The draft of a brief's next version, as it is saved."""
    answer: dict[str, Any] = session.execute(
        select(col(Brief.draft)).where(col(Brief.id) == brief_id)
    ).scalar_one()
    return answer
