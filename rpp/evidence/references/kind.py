"""What the other rooms know of imports: only those who may import know of any."""

from sqlalchemy import Select, false, select

from rpp import kinds
from rpp.db import columns
from rpp.evidence.references.models import ReferenceImport
from rpp.evidence.references.verbs import IMPORT
from rpp.policy import Viewer, may


def _readers(viewer: Viewer) -> Select[int] | None:
    if may(viewer, "evidence.import"):
        return None
    return select(columns(ReferenceImport).id).where(false())


kinds.register(
    kinds.Kind(
        "evidence import",
        readers=_readers,
        verbs=IMPORT,
        address=("references.show", "import_id"),
    )
)
