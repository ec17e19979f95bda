"""What problems are answered by."""

import pytest

from rpp import clock
from rpp.evidence.models import EvidenceRecord
from rpp.evidence.outcomes import Conclusion
from rpp.search import operations as search
from rpp.vocabulary import set_tags
from tests.support.world import World


@pytest.fixture
def record(world: World) -> EvidenceRecord:
    now = clock.now()
    made = world.make.add(
        EvidenceRecord(
            key="wwc:study:1",
            source="wwc",
            form="study",
            title="Substitute pools fill lesson absences",
            citation="A substitute pool filled absences when no substitute came for the lesson.",
            effectiveness=[Conclusion(protocol="", domain="Staffing", rating="Positive effects")],
            imported_at=now,
            updated_at=now,
        )
    )
    with world.make.writing() as session:
        set_tags(session, "evidence", made.id, "subject", ["staffing"])
        search.reindex(session)
    return made
