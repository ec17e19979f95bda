"""How a brief is cited and cataloged."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rpp import addresses, dates, vocabulary
from rpp.briefs.queries import Seen
from rpp.briefs.versions import Version
from rpp.citations.work import Issued, Name, Related, Subject, Work

PUBLISHER = "RPP Commons"
GENRE = "Practitioner brief"
# SPDX identifiers and addresses of the licenses that versions name.
LICENSES = {"CC BY 4.0": ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/")}
CEDS = "CEDS"


class Where(NamedTuple):
    """Where a brief stands: what its citation names besides its version.

    `study_id` is None where it comes from no study, `problem_id` where the reader may not know of
    the problem, `superseded_by` where no newer brief replaces it.
    """

    id: int
    zone: str
    study_id: int | None
    problem_id: int | None
    superseded_by: int | None


def where(seen: Seen) -> Where:
    """Where a brief stands, as its viewer may know."""
    problem_id = seen.problem_id if seen.problem_title is not None else None
    return Where(seen.id, seen.zone, seen.study_id, problem_id, seen.superseded_by)


def work(brief: Where, version: Version, tags: Mapping[str, Sequence[str]]) -> Work:
    """A published version as others cite it; without named authors its districts made it."""
    license_id, license_url = LICENSES.get(version.licence, (version.licence, ""))
    districts = version.content.basis.districts
    return Work(
        id=f"brief-{brief.id}-v{version.number}",
        title=version.title,
        authors=tuple(Name.read(one.name, one.organization) for one in version.authors)
        or tuple(Name(one.full_name, is_organization=True) for one in districts),
        issued=Issued.on(dates.date_in(version.published_at, brief.zone)),
        publisher=PUBLISHER,
        url=addresses.public("briefs.version", brief_id=brief.id, number=version.number),
        doi=version.doi,
        genre=GENRE,
        number=f"Brief {brief.id}",
        version=str(version.number),
        abstract=version.bottom_line,
        license=license_id,
        license_url=license_url,
        subjects=tuple(
            Subject(vocabulary.SUBJECTS[code])
            for code in tags.get("subject", ())
            if code in vocabulary.SUBJECTS
        ),
        grades=tuple(
            Subject(vocabulary.GRADES[code], vocabulary.grade_iris().get(code, ""), CEDS)
            for code in tags.get("grade", ())
            if code in vocabulary.GRADES
        ),
        related=tuple(_related(brief, version.number)),
        pdf_url=addresses.public("briefs.version_pdf", brief_id=brief.id, number=version.number),
    )


def _related(brief: Where, number: int) -> Iterable[Related]:
    yield Related("IsVersionOf", addresses.public("briefs.show", brief_id=brief.id))
    if number > 1:
        before = addresses.public("briefs.version", brief_id=brief.id, number=number - 1)
        yield Related("IsNewVersionOf", before)
    if brief.study_id is not None:
        study = addresses.public("studies.show", study_id=brief.study_id)
        yield Related("IsDerivedFrom", study)
    if brief.problem_id is not None:
        problem = addresses.public("problems.show", problem_id=brief.problem_id)
        yield Related("References", problem)
    if brief.superseded_by is not None:
        newer = addresses.public("briefs.show", brief_id=brief.superseded_by)
        yield Related("IsObsoletedBy", newer)
