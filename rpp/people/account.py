"""Changing one's address, and closing the account. Both ask for the password once more."""

from flask import current_app
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from rpp import clock, db, history, mail, unsaved
from rpp.errors import DomainError
from rpp.people import closing, links, sessions
from rpp.people.models import EmailLink, Person
from rpp.people.operations import by_email
from rpp.policy import Viewer

CHANGED_MEANWHILE = "The password was changed a moment ago. Use the new one."


def ask_new_email(session: Session, actor: Viewer, compared: str, email: str) -> bool:
    """Send a link to the new address, and say so to the old one; nothing changes before it is used.

    Whether somebody has the new address already is told to its owner alone.
    """
    person = _compared(session, actor, compared)
    if email == person.email:
        raise DomainError("This is already your address.", "email")
    links.void(session, person.id, "email")
    if by_email(session, email) is not None:
        mail.write(session, email, "You already have an account", "email_taken")
        return True
    token = links.new(session, person.id, "email", email)
    link = mail.link("account.confirm_email", token=token)
    mail.write(session, email, "Confirm your new e-mail address", "email_new", link=link)
    reset = mail.link("people.reset")
    mail.write(
        session,
        person.email,
        "A change of your e-mail address was requested",
        "email_asked",
        reset=reset,
    )
    return True


def change_email(session: Session, token: str, person_id: int, compared: str) -> str:
    """Use up the link, take the new address, end every session; returns a new session's token."""
    email = session.exec(
        select(EmailLink.email).where(EmailLink.token_hash == sessions.digest(token))
    ).one()
    links.use(session, token, "email")
    person = db.lock(session, Person, person_id)
    if person.password_hash != compared:
        raise DomainError(CHANGED_MEANWHILE, "password")
    before, person.email = person.email, email
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:
        raise DomainError("This address now belongs to another account.") from None
    for purpose in links.LIFETIMES:
        links.void(session, person_id, purpose)
    sessions.end_all(session, person_id)
    history.record(session, person, "email_changed", person_id, private=True)
    mail.write(session, before, "Your e-mail address was changed", "email_changed", help=_help())
    return sessions.start(session, person_id)


def _compared(session: Session, actor: Viewer, compared: str) -> Person:
    """The person who acts, held; refused where the password is another since it was compared."""
    assert actor.id is not None
    person = db.lock(session, Person, actor.id)
    if person.password_hash != compared:
        raise DomainError(CHANGED_MEANWHILE, "password")
    return person


def close_account(session: Session, actor: Viewer, compared: str) -> Person:
    """Close a person's account for good, once nothing is left that only this person could do.

    The name stays on what was signed and published. The address is free again.
    """
    # Held first, as in `unmake_admin`: two last administrators must not both leave.
    admins = session.exec(
        select(Person.id).where(col(Person.is_admin)).order_by(col(Person.id)).with_for_update()
    ).all()
    person = _compared(session, actor, compared)
    assert person.id is not None
    if list(admins) == [person.id]:
        raise closing.ONLY_ADMIN.error()
    for left in closing.to_hand_over(session, person.id):
        raise left.error()
    closing.end(session, actor)
    before = person.email
    person.email = f"closed-{person.id}@closed.invalid"
    person.password_hash, person.is_admin, person.expertise = "", False, ""
    person.confirmed_at, person.closed_at = None, clock.now()
    session.add(person)
    for purpose in links.LIFETIMES:
        links.void(session, person.id, purpose)
    sessions.end_all(session, person.id)
    unsaved.forget_all(session, person.id)
    history.record(session, person, "account_closed", person.id, private=True)
    mail.write(session, before, "Your account is closed", "closed", help=_help())
    return person


def _help() -> str:
    return str(current_app.extensions["rpp.settings"].help_email)
