"""The box with which a reader hands a brief on: its address, and an e-mail of their own."""

from dataclasses import dataclass
from urllib.parse import quote

from rpp import addresses


@dataclass(frozen=True, slots=True)
class Share:
    """What is handed on; nobody but the reader's own mail program learns of it."""

    address: str
    mailto: str


def share(brief_id: int, title: str, bottom_line: str) -> Share:
    """The box of a published brief: the address is that of its newest version."""
    address = addresses.public("briefs.show", brief_id=brief_id)
    # Line ends of e-mail (RFC 6068).
    body = "\r\n\r\n".join(part for part in (title, bottom_line, address) if part)
    return Share(address, f"mailto:?subject={quote(title)}&body={quote(body)}")
