"""Where a form is kept while it is typed."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from rpp import db, resend
from rpp.dates import iso
from rpp.errors import DomainError
from rpp.people import drafting
from rpp.web import requires, safe_next, submit_and_redirect, viewer

bp = Blueprint("drafting", __name__)

# What the script adds to the form's own fields.
PLACE = "kept_place"


@bp.post("/me/unsaved")
@requires("account.use")
def keep() -> ResponseReturnValue:
    """Keep what stands in a form; answers when, for the script to say in its reader's time."""
    fields = [(name, value) for name, value in resend.typed() if name != PLACE]
    place, key = request.form.get(PLACE, ""), request.form.get("once", "")[:64]
    try:
        kept = drafting.keep_unsaved(db.session(), viewer(), place, key, fields)
    except DomainError as error:
        return jsonify(error=f"Not saved yet: {error.sentence}"), 422
    return jsonify(saved=iso(kept.at) if kept else "", sent=kept is None)


@bp.post("/me/unsaved/drop")
@requires("account.use")
def drop() -> ResponseReturnValue:
    place = request.form.get("place", "")
    return submit_and_redirect(
        drafting.drop_unsaved,
        viewer(),
        request.form.get("key", "")[:64],
        back=safe_next(place),
        done="What you typed is discarded. This is what is saved.",
    )
