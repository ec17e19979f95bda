"""What may be quoted of studies that everyone may know of: their text, and published findings."""

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlmodel import Session, col

from rpp.policy import Viewer
from rpp.quotable import Passage, Source, blocks
from rpp.studies.lists import partner_names
from rpp.studies.models import DESIGNS, Study, StudyFinding, StudySection
from rpp.studies.sections import SECTIONS
from rpp.studies.visibility import is_public


def sources(session: Session, _viewer: Viewer, ids: Collection[int]) -> Iterator[Source]:
    """Those of these studies that are public; four statements."""
    studies = session.execute(
        select(col(Study.id), col(Study.title), col(Study.design)).where(
            col(Study.id).in_(ids), is_public()
        )
    ).all()
    public = [row.id for row in studies]
    said = {id_: list[Passage]() for id_ in public}
    largest: dict[int, int] = {}
    for id_, outcome, result, people in session.execute(
        select(
            *(col(StudyFinding.study_id), col(StudyFinding.outcome), col(StudyFinding.result)),
            col(StudyFinding.n),
        )
        .join(Study, col(Study.id) == col(StudyFinding.study_id))
        .where(col(Study.id).in_(public), col(Study.status) == "published")
        .order_by(col(StudyFinding.id))
    ):
        said[id_].append(Passage(" ".join(result.split()), outcome, "findings"))
        largest[id_] = max(largest.get(id_, 0), people or 0)
    for id_, key, html in session.execute(
        select(col(StudySection.study_id), col(StudySection.key), col(StudySection.body_html))
        .where(col(StudySection.study_id).in_(public), col(StudySection.key) != "question")
        .order_by(col(StudySection.id))
    ):
        title = SECTIONS[key].title if key in SECTIONS else key
        # Only those who take part see the marks of paragraphs.
        said[id_] += [Passage(text, title, key) for text in blocks(html)]
    names = partner_names(session, public)
    for id_, title, design in studies:
        yield Source(
            id_,
            title,
            f"/studies/{id_}",
            tuple(said[id_]),
            design=DESIGNS.get(design, ""),
            sample=f"{largest[id_]:,} in its largest sample" if largest.get(id_) else "",
            setting="; ".join(names.get(id_, [])),
        )
