"""A program that was reviewed, to hold claims beside."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rpp.evidence.operations import import_wwc
from rpp.search import operations
from tests.evidence import sample
from tests.support.factories import Factories

# Of one invented program: two findings for it on comprehension, one against it on fluency.
FINDINGS = (
    {},
    {"FindingID": 502, "Improvement_Index": 4, "Is_Statistically_Significant": "False"},
    {
        "FindingID": 503,
        "Outcome_Domain": "Reading fluency",
        "Outcome_Measure": "Timed reading",
        "Improvement_Index": -6,
        "Effect_Size_WWC": -0.15,
        "Intervention_Mean": 50,
        "ESSA_Rating": "",
    },
)


@pytest.fixture
def word_club(make: Factories, tmp_path: Path) -> Callable[..., None]:
    """Word Club®, a study of grades 6-9 in cities with an 8% share of English learners."""

    def put(*findings: dict[str, object], **study: object) -> None:
        of_study = {"s_ell": 8, "f_ss": 120, **study}
        files = [
            sample.file(tmp_path, "findings", *(findings or FINDINGS)),
            sample.file(tmp_path, "studies", of_study, *_beside(of_study)),
        ]
        with make.writing() as session:
            import_wwc(session, files)
            operations.reindex(session)

    return put


def _beside(of_study: dict[str, object]) -> list[dict[str, object]]:
    """The other findings of the same study, as the file of cited studies gives them."""
    fluency = {
        "f_outcome_domain": "Reading fluency",
        "f_improvement_index": -6,
        "f_essa_rating": "",
    }
    return [
        {**of_study, "f_findingid": 502, "f_improvement_index": 4, "f_essa_rating": ""},
        {**of_study, **fluency, "f_findingid": 503},
    ]
