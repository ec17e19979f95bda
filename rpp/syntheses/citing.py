"""How a version of a synthesis is cited, and what machines may take away."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlmodel import Session

from rpp import addresses, dates, vocabulary
from rpp.citations.work import Issued, Name, Related, Subject, Work
from rpp.concepts import schemes
from rpp.db import columns
from rpp.kinds import Harvested
from rpp.networks.models import Network
from rpp.syntheses.models import NEWEST, SYNTHESES, VERSIONS
from rpp.syntheses.published import LICENCE, FrozenStudy, Said

PUBLISHER, GENRE, CEDS = "RPP Commons", "Living synthesis", "CEDS"
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
NETWORK = columns(Network)


@dataclass(frozen=True, slots=True)
class Cited:
    """What the citation of a version is made of."""

    id: int
    slug: str
    network: str
    network_slug: str
    zone: str
    tags: str | None
    number: int
    title: str
    said: Said
    studies: list[FrozenStudy]
    change: str
    published_at: datetime


def work(one: Cited) -> Work:
    """A version as others cite it: the question and the version in its title, and its own day."""
    page = {"slug": one.slug, "number": one.number}
    people = tuple(Name.read(name, one.network) for name in one.said.keepers)
    tags = vocabulary.tags_in(one.tags)
    return Work(
        id=f"synthesis-{one.id}-v{one.number}",
        title=f"{one.title} A living synthesis, version {one.number}",
        authors=people or (Name(one.network, is_organization=True),),
        issued=Issued.on(dates.date_in(one.published_at, one.zone)),
        publisher=PUBLISHER,
        url=addresses.public("syntheses.version", **page),
        genre=GENRE,
        number=f"Synthesis {one.id}",
        version=str(one.number),
        abstract=one.said.answer,
        license=LICENCE.replace(" ", "-"),
        license_url=LICENSE,
        subjects=_words(tags, "subject"),
        grades=_words(tags, "grade"),
        contributors=(Name(one.network, is_organization=True),) if people else (),
        related=tuple(_related(one)),
    )


def _words(tags: Mapping[str, list[str]], element: str) -> tuple[Subject, ...]:
    scheme = schemes.of_element(element)
    return tuple(
        Subject(concept.label, concept.address, CEDS if scheme.ceds else scheme.name)
        for code in tags.get(element, ())
        if (concept := schemes.find(element, code))
    )


def _related(one: Cited) -> Iterator[Related]:
    yield Related("IsVersionOf", addresses.public("syntheses.show", slug=one.slug))
    if one.number > 1:
        before = addresses.public("syntheses.version", slug=one.slug, number=one.number - 1)
        yield Related("IsNewVersionOf", before)
    for study in one.studies:
        if study.stands == "included" and study.subject_kind == "evidence":
            record = addresses.public("evidence.record", record_id=study.subject_id)
            yield Related("References", record)


def cited(session: Session, which: ColumnElement[bool], *where: ColumnElement[bool]) -> list[Cited]:
    """Published versions as they are cited; one statement."""
    statement = (
        select(
            *(SYNTHESES.c.id, SYNTHESES.c.slug, NETWORK.name, NETWORK.slug, NETWORK.timezone),
            vocabulary.tags_column("synthesis", SYNTHESES.c.id),
            *(VERSIONS.c.number, VERSIONS.c.title, VERSIONS.c.said, VERSIONS.c.studies),
            *(VERSIONS.c.change, VERSIONS.c.published_at),
        )
        .join_from(SYNTHESES, VERSIONS, which)
        .join(NETWORK.id.table, NETWORK.id == SYNTHESES.c.network_id)
        .where(*where)
    )
    return [Cited(*row) for row in session.execute(statement)]


def of_version(session: Session, synthesis_id: int, number: int) -> Work | None:
    """One version that was published; one statement."""
    which = and_(VERSIONS.c.synthesis_id == SYNTHESES.c.id, VERSIONS.c.number == number)
    found = cited(session, which, SYNTHESES.c.id == synthesis_id)
    return work(found[0]) if found else None


def works(session: Session, ids: Collection[int]) -> dict[int, Harvested]:
    """The newest version of each; one statement."""
    found = cited(session, NEWEST, SYNTHESES.c.id.in_(ids))
    return {
        one.id: Harvested(
            work(one),
            (
                "synthesis",
                f"network:{one.network_slug}",
                *(f"topic:{code}" for code in vocabulary.tags_in(one.tags).get("subject", ())),
            ),
        )
        for one in found
    }


def sets(_session: Session) -> Iterator[tuple[str, str]]:
    """Syntheses as one set; networks and topics are named by briefs."""
    yield "synthesis", "Syntheses"
