"""What people do with their accounts. Passwords come hashed: hashing must not hold the database."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from rpp import clock, db, history, mail
from rpp.errors import DomainError
from rpp.people import links, sessions
from rpp.people.models import Person
from rpp.policy import Viewer


def sign_up(session: Session, name: str, email: str, password_hash: str) -> bool:
    """Create an account, or write to the one that has the address; both look the same outside."""
    person = by_email(session, email)
    if person is None:
        person = Person(name=name, email=email, created_at=clock.now())
        try:
            with session.begin_nested():
                session.add(person)
        except IntegrityError:
            person = by_email(session, email)
            assert person is not None
    if person.confirmed_at is not None:
        mail.write(
            session,
            person.email,
            "You already have an account",
            "known",
            sign_in=mail.link("people.sign_in"),
            reset=mail.link("people.reset"),
        )
        return True
    # Whoever asks last decides; only the one who owns the address and knows the password gets in.
    person.name, person.password_hash = name, password_hash
    session.add(person)
    _send_confirmation(session, person)
    return True


def send_confirmation(session: Session, email: str) -> bool:
    """Write again to an address that waits to be confirmed; says nothing where there is none."""
    person = by_email(session, email)
    if person is not None and person.confirmed_at is None:
        _send_confirmation(session, person)
    return True


def _send_confirmation(session: Session, person: Person) -> None:
    links.void(session, person.id, "confirm")
    token = links.new(session, person.id, "confirm")
    mail.write(
        session,
        person.email,
        "Confirm your e-mail address",
        "confirm",
        link=mail.link("people.confirm", token=token),
    )


def confirm(session: Session, token: str, person_id: int) -> str:
    """Use up the link, confirm the address, and sign in; returns the session's token.

    The caller has compared the password: an e-mail alone must not confirm what a stranger began.
    """
    links.use(session, token, "confirm")
    person = db.lock(session, Person, person_id)
    person.confirmed_at = person.confirmed_at or clock.now()
    session.add(person)
    history.record(session, person, "confirmed", person.id, private=True)
    return sessions.start(session, person_id)


def sign_in(session: Session, person_id: int, compared: str, old_session: int | None) -> str:
    """Begin a session and return its token; `compared` is the hash the password fitted."""
    person = db.lock(session, Person, person_id)
    if person.password_hash != compared:
        raise DomainError("The password was changed a moment ago. Sign in with the new one.")
    if old_session is not None:
        sessions.end(session, person_id, only=old_session)
    return sessions.start(session, person_id)


def sign_out(session: Session, actor: Viewer) -> bool:
    """End the session of this browser."""
    if actor.id is not None and actor.session_id is not None:
        sessions.end(session, actor.id, only=actor.session_id)
    return True


def sign_out_elsewhere(session: Session, actor: Viewer) -> str:
    """End all sessions of a person and begin a new one for this browser; returns its token."""
    assert actor.id is not None
    sessions.end_all(session, actor.id)
    links.void(session, actor.id, "reset")
    return sessions.start(session, actor.id)


def ask_reset(session: Session, email: str) -> bool:
    """Send a link to choose a new password; without an account, an e-mail that says so."""
    person = by_email(session, email)
    if person is None:
        mail.write(
            session,
            email,
            "You have no account here",
            "unknown",
            sign_up=mail.link("people.sign_up"),
        )
        return True
    token = links.new(session, person.id, "reset")
    mail.write(
        session,
        person.email,
        "Choose a new password",
        "reset",
        link=mail.link("people.choose_password", token=token),
    )
    return True


def reset_password(session: Session, token: str, person_id: int, password_hash: str) -> str:
    """Use up the link, set the password, end every session; returns the new session's token."""
    links.use(session, token, "reset")
    person = db.lock(session, Person, person_id)
    # The link came to their address, which shows that it is theirs.
    person.confirmed_at = person.confirmed_at or clock.now()
    return _set_password(session, person, password_hash)


def change_password(session: Session, actor: Viewer, compared: str, password_hash: str) -> str:
    """Set a new password, end every session; returns the token of a new one for this browser."""
    assert actor.id is not None
    person = db.lock(session, Person, actor.id)
    if person.password_hash != compared:
        raise DomainError(
            "The password was changed a moment ago. Use the new one.", "current_password"
        )
    return _set_password(session, person, password_hash)


def _set_password(session: Session, person: Person, password_hash: str) -> str:
    assert person.id is not None
    person.password_hash = password_hash
    session.add(person)
    links.void(session, person.id, "reset")
    links.void(session, person.id, "confirm")
    links.void(session, person.id, "email")
    sessions.end_all(session, person.id)
    history.record(session, person, "password_changed", person.id, private=True)
    mail.write(
        session,
        person.email,
        "Your password was changed",
        "changed",
        reset=mail.link("people.reset"),
    )
    return sessions.start(session, person.id)


def edit_account(session: Session, actor: Viewer, name: str, title: str, expertise: str) -> Person:
    """Change what a person says about themselves."""
    assert actor.id is not None
    person = db.lock(session, Person, actor.id)
    person.name, person.title, person.expertise = name, title, expertise
    session.add(person)
    session.flush()
    return person


def make_admin(session: Session, actor_id: int | None, person_id: int) -> Person:
    """Let a person administer the portal."""
    person = db.lock(session, Person, person_id)
    if person.confirmed_at is None:
        raise DomainError(f"{person.name} has not confirmed the e-mail address yet.")
    if not person.is_admin:
        person.is_admin = True
        session.add(person)
        history.record(session, person, "admin_made", actor_id, private=True)
    return person


def unmake_admin(session: Session, actor: Viewer, person_id: int) -> Person:
    """Take administration from a person; never from oneself, so that one always remains."""
    if person_id == actor.id:
        raise DomainError("You cannot remove your own role. Ask another administrator.")
    # All are held, lowest id first: two administrators who remove each other must not both succeed.
    admins = session.exec(
        select(Person).where(col(Person.is_admin)).order_by(col(Person.id)).with_for_update()
    ).all()
    if actor.id not in {one.id for one in admins}:
        raise DomainError("You are no longer an administrator.")
    person = db.lock(session, Person, person_id)
    if person.is_admin:
        person.is_admin = False
        session.add(person)
        history.record(session, person, "admin_unmade", actor.id, private=True)
    return person


def create_admin(session: Session, name: str, email: str, password_hash: str) -> Person:
    """Make an account that administers, confirmed by the operator who has the machine's console."""
    person = by_email(session, email)
    if person is None:
        person = Person(name=name, email=email, created_at=clock.now())
    if password_hash:
        person.password_hash = password_hash
    person.confirmed_at = person.confirmed_at or clock.now()
    person.is_admin = True
    session.add(person)
    history.record(session, person, "admin_made", None, private=True)
    if password_hash:
        assert person.id is not None
        sessions.end_all(session, person.id)
    return person


def by_email(session: Session, email: str) -> Person | None:
    """The person of an address, held."""
    return session.exec(select(Person).where(Person.email == email).with_for_update()).first()
