"""The description of the API: OpenAPI 3.1, made of the forms and filters that serve it."""

from collections.abc import Iterable
from typing import TypeAlias

from rpp.api import depositing
from rpp.api.access import CHALLENGE, PREFIX
from rpp.api.reading import Exposed, adapter, arguments, every
from rpp.web.machines import PROBLEM

Schema: TypeAlias = dict[str, object]
VERSION = "1.0.0"
ABOUT = (
    "Read what the portal holds, as anyone or as yourself, and deposit briefs. Lists come in "
    "the order of their ids, a page at a time: follow `next` until it is null."
)
REFS = "#/components/schemas/{model}"
# A token may be sent, and need not be.
PERHAPS: list[dict[str, list[str]]] = [{}, {"token": []}]
SAID = {
    304: "It is as you have it (If-None-Match).",
    400: "An argument is unknown or wrong: see `errors`.",
    401: "The token does not work.",
    403: "The token may not be used for this.",
    415: "Send JSON, with a Content-Type that names it.",
    422: "What was sent breaks a rule: see `errors`, each with a pointer to its field.",
    404: "There is nothing at this address, or you may not have access to it.",
    429: "Too many requests. Wait as long as Retry-After says.",
}


def description() -> Schema:
    """The whole description."""
    found = every()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "RPP Commons",
            "version": VERSION,
            "description": ABOUT,
            "license": {
                "name": "CC BY 4.0 for briefs; other texts belong to those who wrote them",
                "url": "https://creativecommons.org/licenses/by/4.0/",
            },
        },
        "servers": [{"url": PREFIX}],
        "paths": _doors(found),
        "components": {
            "schemas": {
                **_schemas(found),
                **depositing.json_schemas(),
                "Deposited": DEPOSITED,
                "Problem": PROBLEM_SCHEMA,
            },
            "responses": {f"Problem{code}": _problem(code) for code in SAID if code >= 400},
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": f"A personal token, made at /me/tokens ({CHALLENGE}).",
                }
            },
        },
    }


def _doors(found: Iterable[Exposed]) -> Schema:
    doors = {path: item for one in found for path, item in _paths(one)}
    if "/briefs" in doors:
        doors["/briefs"]["post"] = DEPOSIT
    return dict(doors)


def _paths(one: Exposed) -> Iterable[tuple[str, Schema]]:
    name = one.resource.name
    form: Schema = {"$ref": REFS.format(model=one.resource.form.__name__)}
    yield (
        f"/{name}",
        {
            "get": _operation(
                f"list_{name}",
                one.resource.about,
                parameters(one),
                _listed(form),
                (304, 400, 401, 403, 429),
                links=True,
            )
        },
    )
    yield (
        f"/{name}/{{id}}",
        {
            "get": _operation(
                f"read_{one.one.lower()}",
                f"One of these: {one.resource.about}",
                [
                    {
                        "name": "id",
                        "in": "path",
                        "required": True,
                        "schema": adapter(one.id).json_schema(),
                    }
                ],
                form,
                (304, 400, 401, 403, 404, 429),
            )
        },
    )


def _operation(
    name: str,
    about: str,
    asked: list[Schema],
    answer: Schema,
    codes: Iterable[int],
    *,
    links: bool = False,
) -> Schema:
    headers: Schema = {"ETag": {"schema": {"type": "string"}, "description": "For If-None-Match."}}
    if links:
        headers["Link"] = {"schema": {"type": "string"}, "description": "The next page, if any."}
    found: Schema = {
        "200": {
            "description": "Found.",
            "headers": headers,
            "content": {"application/json": {"schema": answer}},
        }
    }
    for code in codes:
        found[str(code)] = (
            {"$ref": f"#/components/responses/Problem{code}"}
            if code >= 400
            else {"description": SAID[code]}
        )
    return {
        "operationId": name,
        "summary": about,
        "parameters": asked,
        "responses": found,
        "security": PERHAPS,
    }


def parameters(one: Exposed) -> list[Schema]:
    """What the list of a resource can be asked with."""
    schema = arguments(one).model_json_schema()
    return [_parameter(name, dict(about)) for name, about in schema["properties"].items()]


def _parameter(name: str, about: Schema) -> Schema:
    words = about.pop("description", "")
    about.pop("title", None)
    if about.get("default", 0) is None:
        del about["default"]
    return {"name": name, "in": "query", "description": words, "schema": about}


def _listed(form: Schema) -> Schema:
    return {
        "type": "object",
        "required": ["data", "next"],
        "additionalProperties": False,
        "properties": {
            "data": {"type": "array", "items": form},
            "next": {
                "type": ["string", "null"],
                "description": "The address of the next page; null on the last.",
            },
        },
    }


def _schemas(found: Iterable[Exposed]) -> Schema:
    schemas: Schema = {}
    for one in found:
        schema = adapter(one.resource.form).json_schema(mode="serialization", ref_template=REFS)
        schemas |= schema.pop("$defs", {})
        schemas[one.resource.form.__name__] = schema
    return schemas


def _ref(name: str) -> Schema:
    return {"$ref": REFS.format(model=name)}


DEPOSITED: Schema = {
    "type": "object",
    "description": "The draft that came of a deposit.",
    "required": ["id", "page"],
    "properties": {"id": {"type": "integer"}, "page": {"type": "string"}},
}
DEPOSIT: Schema = {
    "operationId": "deposit_brief",
    "summary": "Deposit a report that an organization of yours made, as a draft.",
    "security": [{"token": []}],
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "Make one up for each deposit: sent again, it makes no second brief.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255},
        }
    ],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _ref("Deposit")}},
    },
    "responses": {
        "201": {
            "description": "It is a draft now.",
            "headers": {
                "Location": {"schema": {"type": "string"}, "description": "Where it is read."},
                "Idempotency-Replayed": {
                    "schema": {"type": "string"},
                    "description": "There where the key was used before.",
                },
            },
            "content": {"application/json": {"schema": _ref("Deposited")}},
        },
        **{
            str(code): {"$ref": f"#/components/responses/Problem{code}"}
            for code in (400, 401, 403, 415, 422, 429)
        },
    },
}
PROBLEM_SCHEMA: Schema = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "detail": {"type": "string"},
                    "parameter": {"type": "string", "description": "Of the address."},
                    "pointer": {"type": "string", "description": "Into the body (RFC 6901)."},
                },
            },
        },
    },
}


def _problem(code: int) -> Schema:
    schema = {"$ref": REFS.format(model="Problem")}
    return {"description": SAID[code], "content": {PROBLEM: {"schema": schema}}}
