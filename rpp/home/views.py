"""The first page, a person's own page, and the operator's."""

from flask import Blueprint

from rpp.web import public

bp = Blueprint("home", __name__)


@bp.get("/healthz")
@public()
def healthz() -> str:
    return "ok"
