"""How a brief is cited and cataloged."""

from collections.abc import Iterable, Mapping, Sequence

from rpp import addresses, dates, vocabulary
from rpp.briefs.queries import Seen
from rpp.briefs.sheet import Sheet
from rpp.citations.work import Issued, Name, Related, Subject, Work

PUBLISHER = "RPP Commons"
GENRE = "Practitioner brief"
# SPDX identifiers and addresses of the licenses that versions name.
LICENSES = {"CC BY 4.0": ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/")}
CEDS = "CEDS"


def work(seen: Seen, sheet: Sheet, tags: Mapping[str, Sequence[str]]) -> Work:
    """A published version as others cite it; without named authors its districts made it."""
    published = sheet.published_at
    assert published is not None
    license_id, license_url = LICENSES.get(sheet.licence, (sheet.licence, ""))
    people = tuple(Name.read(one.name, one.organization) for one in sheet.authors)
    districts = tuple(Name(one.full_name, is_organization=True) for one in sheet.districts)
    return Work(
        id=f"brief-{seen.id}-v{sheet.number}",
        title=sheet.title,
        authors=people or districts,
        issued=Issued.on(dates.date_in(published, seen.zone)),
        publisher=PUBLISHER,
        url=addresses.public("briefs.version", brief_id=seen.id, number=sheet.number),
        genre=GENRE,
        number=f"Brief {seen.id}",
        version=str(sheet.number),
        abstract=sheet.bottom_line,
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
        related=tuple(_related(seen, sheet)),
    )


def _related(seen: Seen, sheet: Sheet) -> Iterable[Related]:
    yield Related("IsVersionOf", addresses.public("briefs.show", brief_id=seen.id))
    if sheet.number > 1:
        before = addresses.public("briefs.version", brief_id=seen.id, number=sheet.number - 1)
        yield Related("IsNewVersionOf", before)
    yield Related("IsDerivedFrom", addresses.public("studies.show", study_id=seen.study_id))
    if seen.problem_title is not None:
        problem = addresses.public("problems.show", problem_id=seen.problem_id)
        yield Related("References", problem)
