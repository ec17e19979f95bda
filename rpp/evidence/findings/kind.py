"""What the other rooms know of findings: who may read one."""

from rpp import kinds
from rpp.evidence.findings import bringing_in, of_records, queries, subjects
from rpp.evidence.findings.api import RESOURCE
from rpp.evidence.findings.models import RECORDED
from rpp.evidence.findings.verbs import FINDING
from rpp.evidence.tiers import operations as tiers
from rpp.people import closing
from rpp.policy import ANYONE

__all__ = ["of_records"]

kinds.register(
    kinds.Kind(
        "finding",
        readers=queries.ids_for,
        verbs=FINDING,
        address=("findings.show", "finding_id"),
        pages=lambda: queries.ids_for(ANYONE).where(RECORDED.c.removed_at.is_(None)),
        one="Finding",
        many="Findings",
        api=RESOURCE,
    )
)
subjects.heard_by(tiers.refresh)
closing.with_closing(bringing_in.forget_all)
