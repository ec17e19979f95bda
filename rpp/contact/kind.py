"""What the other rooms know of messages to the operator: administrators alone read them."""

from sqlalchemy import Select, false, select

from rpp import kinds
from rpp.contact.models import ContactMessage
from rpp.contact.verbs import MESSAGE
from rpp.db import columns
from rpp.policy import Viewer


def _readers(viewer: Viewer) -> Select[int] | None:
    return None if viewer.is_admin else select(columns(ContactMessage).id).where(false())


kinds.register(kinds.Kind("contact message", readers=_readers, verbs=MESSAGE))
