"""The e-mail domains that organizations claim, and who belongs to one by their address."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp.organizations import domains
from rpp.organizations.models import EmailDomain, Organization
from rpp.people.models import Person


def belongs_by_mail(session: Session, email: str, organization_id: int) -> bool:
    """Whether the address shows that its owner belongs to the organization."""
    domain = domains.of(email)
    if domains.shared(domain):
        return False
    answer: bool = session.execute(
        select(
            exists().where(
                col(EmailDomain.organization_id) == organization_id,
                col(EmailDomain.domain) == domain,
                col(EmailDomain.verified_at).is_not(None),
            )
        )
    ).scalar_one()
    return answer


@dataclass(frozen=True, slots=True)
class Claim:
    """A domain that an organization claims; verified by an administrator, or not yet."""

    id: int
    domain: str
    organization_id: int
    verified_at: datetime | None


_CLAIM = (
    *(col(EmailDomain.id), col(EmailDomain.domain)),
    *(col(EmailDomain.organization_id), col(EmailDomain.verified_at)),
)


def domains_of(session: Session, organization_id: int) -> list[Claim]:
    """Mail domains the organization claims, with their state."""
    rows = session.execute(
        select(*_CLAIM)
        .where(col(EmailDomain.organization_id) == organization_id)
        .order_by(col(EmailDomain.domain))
    )
    return [Claim(*row) for row in rows]


def domain(session: Session, domain_id: int) -> Claim | None:
    """One claim, for a permission."""
    row = session.execute(select(*_CLAIM).where(col(EmailDomain.id) == domain_id)).first()
    return Claim(*row) if row else None


@dataclass(frozen=True, slots=True)
class ToVerify:
    """A claim an administrator has to look at: who claims, and who else has the domain."""

    id: int
    domain: str
    organization_id: int
    name: str
    city: str
    state: str
    website: str
    claimed_by: str | None
    claimed_from: str | None
    owner: str | None

    @property
    def town(self) -> str:
        """City and state, as an address has them."""
        return ", ".join(filter(None, (self.city, self.state)))


def domains_waiting(session: Session) -> list[ToVerify]:
    """Claims an administrator has to look at, the oldest first."""
    other = aliased(EmailDomain)
    owner = (
        select(col(Organization.name))
        .join(other, col(other.organization_id) == col(Organization.id))
        .where(col(other.domain) == col(EmailDomain.domain), col(other.verified_at).is_not(None))
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            col(EmailDomain.id),
            col(EmailDomain.domain),
            col(Organization.id),
            col(Organization.name),
            col(Organization.city),
            col(Organization.state),
            col(Organization.website),
            col(Person.name),
            col(Person.email),
            owner,
        )
        .join(Organization, col(Organization.id) == col(EmailDomain.organization_id))
        .outerjoin(Person, col(Person.id) == col(EmailDomain.claimed_by))
        .where(col(EmailDomain.verified_at).is_(None))
        .order_by(col(EmailDomain.id))
        .limit(100)
    )
    return [ToVerify(*row) for row in rows]
