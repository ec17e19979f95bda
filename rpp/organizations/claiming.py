"""The e-mail domains of organizations: claimed by a leader, verified by an administrator."""

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from rpp import clock, db, history
from rpp.errors import DomainError
from rpp.organizations import domains
from rpp.organizations.models import EmailDomain, Organization
from rpp.policy import Viewer


def claim_domain(session: Session, actor: Viewer, organization_id: int, domain: str) -> EmailDomain:
    """Say that a mail domain is the organization's; an administrator then verifies it."""
    domain = domains.clean(domain)
    if not domain:
        raise DomainError("Give an e-mail domain, for example albertville.k12.al.us.", "domain")
    if domains.shared(domain):
        raise DomainError(
            f"Many organizations share {domain}, so it cannot show who works at yours.", "domain"
        )
    claim = EmailDomain(organization_id=organization_id, domain=domain, claimed_by=actor.id)
    try:
        with session.begin_nested():
            session.add(claim)
    except IntegrityError:
        raise DomainError(f"{domain} is already on your list.", "domain") from None
    _of_domain(session, actor, claim, "domain_claimed")
    return claim


def verify_domain(session: Session, actor: Viewer, domain_id: int) -> EmailDomain:
    """Confirm that a domain belongs to the organization that claims it, and to no other."""
    claim = db.lock(session, EmailDomain, domain_id)
    if claim.verified_at is not None:
        raise DomainError("Someone has already verified this domain.")
    if domains.shared(claim.domain):
        raise DomainError(f"Many organizations share {claim.domain}. Do not verify it.")
    try:
        with session.begin_nested():
            claim.verified_at, claim.verified_by = clock.now(), actor.id
            session.add(claim)
    except IntegrityError:
        raise DomainError(
            f"{claim.domain} was verified for another organization. It can belong to only one."
        ) from None
    _of_domain(session, actor, claim, "domain_verified")
    return claim


def refuse_domain(session: Session, actor: Viewer, domain_id: int) -> EmailDomain:
    """Refuse a claim, or take back a verification: nobody joins by this domain any more."""
    return _remove_domain(session, actor, domain_id, "domain_refused")


def drop_domain(session: Session, actor: Viewer, domain_id: int) -> EmailDomain:
    """Give up a domain of one's own organization."""
    return _remove_domain(session, actor, domain_id, "domain_dropped")


def _remove_domain(session: Session, actor: Viewer, domain_id: int, verb: str) -> EmailDomain:
    claim = db.lock(session, EmailDomain, domain_id)
    _of_domain(session, actor, claim, verb)
    session.execute(delete(EmailDomain).where(col(EmailDomain.id) == domain_id))
    return claim


def _of_domain(session: Session, actor: Viewer, claim: EmailDomain, verb: str) -> None:
    organization = session.get_one(Organization, claim.organization_id)
    history.record(
        session, organization, verb, actor.id,
        organization_id=organization.id, detail={"domain": claim.domain}, private=True,
    )  # fmt: skip
