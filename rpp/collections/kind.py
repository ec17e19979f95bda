"""What the other rooms know of lists: who may read one."""

from sqlalchemy import Select, select

from rpp import kinds
from rpp.collections import operations
from rpp.collections.models import COLLECTIONS
from rpp.collections.queries import kept_by, visible_to
from rpp.collections.verbs import COLLECTION
from rpp.people import closing
from rpp.policy import Viewer


def _readers(viewer: Viewer) -> Select[int]:
    return select(COLLECTIONS.c.id).where(visible_to(viewer))


def _insiders(viewer: Viewer) -> Select[int]:
    return select(COLLECTIONS.c.id).where(kept_by(viewer))


kinds.register(
    kinds.Kind(
        "collection",
        readers=_readers,
        verbs=COLLECTION,
        insiders=_insiders,
        address=("collections.show", "collection_id"),
    )
)
closing.with_closing(operations.forget)
