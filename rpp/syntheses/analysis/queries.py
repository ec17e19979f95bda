"""Reads what an analysis is made of: one version, as it was published."""

from dataclasses import dataclass

from sqlmodel import Session

from rpp.policy import Viewer
from rpp.syntheses import queries
from rpp.syntheses.queries import Shown, VersionRow


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a synthesis: what it froze, and where it is read."""

    of: Shown
    held: VersionRow

    @property
    def number(self) -> int:
        return self.held.number

    @property
    def title(self) -> str:
        return self.held.title

    @property
    def href(self) -> str:
        """The address of this version, for good."""
        return f"{self.of.href}/v{self.number}"

    @property
    def name(self) -> str:
        """Under which its files are saved."""
        return f"{self.of.slug}-v{self.number}"


def version(session: Session, viewer: Viewer, slug: str, number: int) -> Version | None:
    """A version of a synthesis that the viewer may know of; two statements."""
    one = queries.synthesis(session, viewer, slug)
    held = queries.version(session, one.id, number) if one else None
    return Version(one, held) if one and held else None
