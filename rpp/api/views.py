"""The doors of the API: one list and one address for each resource, and what describes them."""

import hashlib
import json
from urllib.parse import urlencode

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue
from htmx_flask import request
from pydantic import ValidationError

from rpp import addresses, db, policy
from rpp.api import about_page, depositing, describe, reading, tokens
from rpp.api.access import PREFIX, door
from rpp.api.reading import Exposed
from rpp.errors import DomainError
from rpp.resources import Slug
from rpp.web import View, csrf, or_404, page, public, unchanged, viewer
from rpp.web.access import NotAllowed
from rpp.web.machines import problem

bp = Blueprint("api", __name__)


def doors() -> Blueprint:
    """A blueprint with the doors of all that rooms have told of until now."""
    made = Blueprint("api_v1", __name__, url_prefix=PREFIX)
    for one in reading.every():
        name = one.resource.name
        made.add_url_rule(f"/{name}", f"list_{name}", _list_of(one))
        converter = "slug" if one.id is Slug else "id"
        made.add_url_rule(f"/{name}/<{converter}:thing_id>", f"one_of_{name}", _one_of(one))
    made.add_url_rule("/briefs", "deposit", csrf.exempt(deposit), methods=["POST"])
    made.add_url_rule("/", "index", index, strict_slashes=False)
    made.add_url_rule("/openapi.json", "openapi", openapi)
    return made


def _list_of(one: Exposed) -> View:
    @door()
    def listed() -> ResponseReturnValue:
        try:
            asked = dict(reading.arguments(one).model_validate(_arguments()))
        except ValidationError as error:
            return _wrong(error)
        found = reading.page(db.session(), viewer(), one, asked)
        on = _next(found.on) if found.on else None
        told = {"data": reading.plain(one.resource, found.things), "next": on}
        return _answer(told, on)

    return listed


def _one_of(one: Exposed) -> View:
    @door()
    def shown(thing_id: int | str) -> ResponseReturnValue:
        if request.args:
            return _strange(sorted(request.args))
        thing = or_404(reading.thing(db.session(), viewer(), one, thing_id))
        return _answer(reading.plain(one.resource, [thing])[0])

    return shown


def _arguments() -> dict[str, object]:
    """What the address asks, each once; what is asked twice is wrong as a list."""
    asked = request.args.to_dict(flat=False)
    return {name: given[0] if len(given) == 1 else given for name, given in asked.items()}


def _answer(told: object, on: str | None = None) -> Response:
    """JSON with the hash of what it says, or 304 where the asker has that already."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    same = unchanged(hashlib.sha256(text.encode()).hexdigest())
    response = same or Response(text, content_type="application/json")
    if on:
        response.headers["Link"] = f'<{on}>; rel="next"'
    return response


def _next(after: int | str) -> str:
    asked = request.args.to_dict() | {"after": str(after)}
    return addresses.of(f"{request.path}?{urlencode(asked)}")


def _wrong(error: ValidationError) -> Response:
    """400, with what is wrong with each argument."""
    found = [(str(one["loc"][0]), _said(one["type"], one["msg"])) for one in error.errors()]
    return _refused(found)


def _strange(names: list[str]) -> Response:
    return _refused([(name, UNKNOWN) for name in names])


UNKNOWN = "there is no such argument"


def _said(kind: str, message: str) -> str:
    return UNKNOWN if kind == "extra_forbidden" else message


def _refused(found: list[tuple[str, str]]) -> Response:
    response = problem(400, "; ".join(f"{name}: {why}" for name, why in found) + ".")
    told = json.loads(response.get_data())
    told["errors"] = [{"parameter": name, "detail": why} for name, why in found]
    response.set_data(json.dumps(told, ensure_ascii=False))
    return response


@door(tokens.DEPOSIT, open_to_all=False)
def deposit() -> ResponseReturnValue:
    """Take a deposit, once for each key; it is a draft that its organization finishes."""
    person = viewer()
    if not policy.may(person, "brief.deposit"):
        raise NotAllowed("brief.deposit")
    sent = request.get_data()
    try:
        told, details = depositing.read(_json(sent))
    except depositing.Refused as refused:
        return problem(422, errors=[refused.errors])
    depositing.render_ahead(told)
    session, key = db.session(), request.headers.get("Idempotency-Key", "")
    try:
        made = depositing.deposit_brief(session, person, told, details, key, sent)
    except DomainError as error:
        session.rollback()
        return problem(422, errors=[{FIELDS.get(error.field or ""): [error.sentence]}])
    path = f"{PREFIX}/briefs/{made.id}"
    about = {"id": made.id, "page": addresses.of(f"/briefs/{made.id}")}
    response = Response(json.dumps(about), 201, content_type="application/json")
    response.headers["Location"] = addresses.of(path)
    if made.again:
        response.headers["Idempotency-Replayed"] = "true"
    return response


# Where the fields of forms are in a deposit.
FIELDS = {
    "organization": "organization",
    "network": "network",
    "people": "details/authors",
    "organizations": "details/organizations",
}


def _json(sent: bytes) -> object:
    """What was sent; 415 where it is not said to be JSON, 400 where it is none."""
    if not request.is_json:
        abort(415)
    try:
        found: object = json.loads(sent)
    except (ValueError, RecursionError):
        abort(400)
    return found


@door()
def index() -> ResponseReturnValue:
    """What can be read here, and where it is described."""
    lists = {one.resource.name: _full(f"/{one.resource.name}") for one in reading.every()}
    return _answer({"description": _full("/openapi.json"), "lists": lists})


def _full(path: str) -> str:
    return addresses.of(PREFIX + path)


@door()
def openapi() -> ResponseReturnValue:
    """The description of the API."""
    return _answer(describe.description())


@bp.get("/api")
@public()
def about() -> ResponseReturnValue:
    """The same for people: each list with its arguments and fields, and how one asks."""
    return page("api/about.html", doors=about_page.doors(), base=addresses.of(PREFIX))
