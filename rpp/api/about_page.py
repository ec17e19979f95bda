"""What the page about the API says: made of the same description that programs read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from rpp.api import describe
from rpp.api.access import PREFIX
from rpp.api.reading import Exposed, adapter, every

KINDS = {
    "integer": "number",
    "number": "number",
    "string": "text",
    "boolean": "true or false",
    "null": "null",
}
Schema = Mapping[str, Any]


class Line(NamedTuple):
    """An argument or a field: its name, what it holds, and what that means."""

    name: str
    holds: str
    about: str


@dataclass(frozen=True, slots=True)
class Door:
    """A list: where it is, what it can be asked with, and what each of its things says."""

    name: str
    title: str
    about: str
    path: str
    arguments: list[Line]
    fields: list[Line]


def doors() -> list[Door]:
    """All lists, by name."""
    return [_door(one) for one in every()]


def _door(one: Exposed) -> Door:
    schema = adapter(one.resource.form).json_schema(mode="serialization")
    asked = (cast(Schema, parameter) for parameter in describe.parameters(one))
    return Door(
        name=one.resource.name,
        title=one.resource.name.capitalize(),
        about=one.resource.about,
        path=f"{PREFIX}/{one.resource.name}",
        arguments=[
            Line(about["name"], _holds(about["schema"]), about["description"]) for about in asked
        ],
        fields=[
            Line(name, _holds(about), about.get("description", ""))
            for name, about in schema["properties"].items()
        ],
    )


def _holds(schema: Schema) -> str:
    """What a schema allows, in words."""
    if "enum" in schema:
        return f"one of {', '.join(schema['enum'])}"
    if "anyOf" in schema:
        return " or ".join(_holds(one) for one in schema["anyOf"])
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2].removesuffix("Form")).lower()
    if schema.get("format") == "date-time":
        return "moment"
    if schema.get("type") == "array":
        return f"list of {_holds(schema['items'])}"
    if "maximum" in schema and schema["maximum"] < 1000:
        return f"number, {schema['minimum']} to {schema['maximum']}"
    return KINDS.get(schema.get("type", ""), "anything")
