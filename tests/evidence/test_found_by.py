"""By which codes a record is found."""

from datetime import date
from pathlib import Path

from sqlmodel import Session

from rpp.evidence.documents import search_documents
from rpp.evidence.operations import import_wwc
from tests.evidence import sample


def test_a_record_is_found_by_what_its_source_says(session: Session, tmp_path: Path) -> None:
    told = {"s_urbanicity_urban": 1, "s_urbanicity_rural": 1, "grade_band": "6-9"}
    import_wwc(session, [sample.file(tmp_path, "studies", told)])
    import_wwc(session, [sample.file(tmp_path, "findings", {})])
    found = next(one for one in search_documents(session) if one.issued)
    assert found.facets == {
        "subject": ["ela"],
        "grade": ["06", "07", "08", "09"],
        "tier": ["1"],
        "design": ["rct"],
        "locale": ["city", "rural"],
        "year": ["2015"],
        "program": ["word club"],
    }
    assert found.issued == date(2015, 1, 1)


def test_what_no_source_says_is_no_code(session: Session, tmp_path: Path) -> None:
    bare = {"s_urbanicity_urban": "", "s_study_design": "", "grade_band": ""}
    dateless = {
        "s_publication_date": "",
        "s_citation": "Ruiz, A. Words at work.",
        "f_essa_rating": "",
    }
    import_wwc(session, [sample.file(tmp_path, "studies", {**bare, **dateless})])
    import_wwc(session, [sample.file(tmp_path, "findings", {"ESSA_Rating": ""})])
    found = next(one for one in search_documents(session) if "Words at work" in one.title)
    assert found.facets["tier"] == ["none"]
    assert (found.facets["design"], found.facets["locale"], found.facets["year"]) == ([], [], [])
    assert found.issued is None
