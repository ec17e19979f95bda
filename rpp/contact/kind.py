"""What the other rooms know of messages to the operator: administrators alone read them."""

from typing import Any

from sqlalchemy import false, select
from sqlmodel import col

from rpp import kinds
from rpp.contact.models import ContactMessage
from rpp.policy import Viewer


def _readers(viewer: Viewer) -> Any:
    return None if viewer.is_admin else select(col(ContactMessage.id)).where(false())


kinds.register(kinds.Kind("contact message", readers=_readers))
