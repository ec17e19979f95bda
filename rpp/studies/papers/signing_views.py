"""Pages of freezing and signing, the first text and its amendments."""

from collections.abc import Callable
from typing import Any

from flask import abort, current_app
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.people import guesses, passwords
from rpp.people import queries as people
from rpp.studies import parts, queries
from rpp.studies.forms import ReasonForm
from rpp.studies.loaders import ask, before_writing, bp, given, seen
from rpp.studies.papers import amendments, canonical, signing
from rpp.studies.papers.forms import FreezeForm, SignForm
from rpp.studies.queries import Seen
from rpp.web import page, redirect_with_flash, requires, run_or_show_error, viewer


@bp.route("/studies/<id:study_id>/freeze", methods=["GET", "POST"])
@requires("study.lead", seen)
def freeze(study: Seen) -> ResponseReturnValue:
    form = FreezeForm()
    if form.validate_on_submit() and run_or_show_error(
        form,
        signing.freeze_text,
        viewer(),
        study.id,
        form.listing.data,
        form.window_days.data,
        form.delay_days.data,
    ):
        done = "The text is frozen. Everyone who signs now finds it on their own page."
        return redirect_with_flash("studies.show", done, study_id=study.id)
    checks = signing.before_freezing(db.session(), study)
    return page(
        "studies/papers/freeze.html",
        study=study,
        checks=checks,
        ready=all(check.ok for check in checks),
        parties=canonical.parties(study.lead, study.organization_id, study.partners),
        form=form,
    )


@bp.route("/studies/<id:study_id>/reopen", methods=["GET", "POST"])
@requires("study.lead", seen)
def reopen(study: Seen) -> ResponseReturnValue:
    form = ReasonForm()
    if form.validate_on_submit() and run_or_show_error(
        form, signing.open_text_again, viewer(), study.id, form.reason.data
    ):
        done = "The text is open again. Every signature on it is void, and everyone is notified."
        return redirect_with_flash("studies.show", done, study_id=study.id)
    return ask(
        form,
        study,
        "Reopen the text",
        "Every signature on it becomes void, and everyone signs again. All partners are told why."
        + (" The study is private again until then." if study.is_public else ""),
        "Reopen the text",
    )


@bp.route("/studies/<id:study_id>/sign", methods=["GET", "POST"])
@guesses.confirming
@requires("study.sign", before_writing)
def sign(study: Seen) -> ResponseReturnValue:
    with db.before_write() as own:
        mine = canonical.sides(viewer(), study, parts.signatures(own, study.id))
        text = queries.frozen_text(own, study.id)
    return _sign(study, mine, text, study.frozen_hash, _sign_study)


def _sign_study(form: SignForm, study: Seen, **words: str) -> object:
    return run_or_show_error(form, signing.sign_study, viewer(), study.id, **words)


@bp.route("/studies/<id:study_id>/amendments/<id:number>/sign", methods=["GET", "POST"])
@guesses.confirming
@requires("study.sign", before_writing)
def sign_amendment(study: Seen) -> ResponseReturnValue:
    with db.before_write() as own:
        found = amendments.amendment(own, study.id, given("number")) or abort(404)
        signed = parts.signatures(own, study.id, found.text_hash)
        changes = amendments.changes(own, found.id)
        text = amendments.text_of(own, found.id)
    mine = canonical.sides(viewer(), study, signed) if found.status == "signing" else []
    return _sign(
        study, mine, text, found.text_hash, _sign_amended, amendment=found, changes=changes
    )


def _sign_amended(form: SignForm, study: Seen, **words: str) -> object:
    return run_or_show_error(
        form, amendments.sign_amendment, viewer(), study.id, given("number"), **words
    )


def _sign(
    study: Seen,
    mine: list[canonical.Party],
    text: str,
    text_hash: str,
    verb: Callable[..., object],
    **about: Any,
) -> ResponseReturnValue:
    """The page on which one party reads a text and signs it, with the password once more."""
    with db.before_write() as own:
        known = people.credentials(own, person_id=viewer().id)
    stored, demo = known.password_hash if known else "", current_app.config["demo"]
    form = SignForm(data={"title": viewer().title, "text_hash": text_hash})
    form.party.choices = [(party.key, party.name) for party in mine]
    if len(mine) == 1 and not form.is_submitted():
        form.party.data = mine[0].key
    if form.validate_on_submit():
        if not passwords.confirms(stored, form.password.data or "", demo=demo):
            guesses.missed()
            form.password.errors = ["This is not your password."]
        elif verb(
            form,
            study,
            party=form.party.data or "",
            text_hash=form.text_hash.data or "",
            title=form.title.data or "",
            authority=form.authority.data or "",
            conflicts=form.conflicts.data or "",
        ):
            return redirect_with_flash("studies.show", "You have signed.", study_id=study.id)
    return page(
        "studies/papers/sign.html",
        study=study,
        text=text,
        text_hash=text_hash,
        form=form,
        mine=mine,
        about_password=(
            f"Demo people have no password of their own: type “{passwords.OF_THE_DEMO}”."
            if demo and not stored
            else "This protects you if you leave your computer open."
        ),
        **about,
    )
