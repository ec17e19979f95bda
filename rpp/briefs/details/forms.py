"""The form of a brief's details; what is typed is checked by the schema."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import request
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as Part
from wtforms.validators import Length

from rpp.briefs.details import lines, schema, words
from rpp.briefs.details.arranging import Arrangement, Row, rearranged
from rpp.briefs.details.schema import FIELDS, Contributor, Details, Fault
from rpp.citations import partial_dates
from rpp.concepts import schemes
from rpp.forms import TextForm, options
from rpp.forms import words as text_of
from rpp.layout import Link
from rpp.organizations.domains import STATES
from rpp.privacy import student_data
from rpp.saves import EditMixin, Values
from rpp.unsaved import UnsavedMixin

POPULATION = {
    "students": "Students",
    "staff": "Teachers and other staff",
    "schools": "Schools",
    "low_income": "Students from families with low income",
    "english_learners": "Multilingual learners",
    "disabilities": "Students with disabilities",
}
COUNTED = ("students", "staff", "schools")


def _title(name: str) -> str:
    return FIELDS[name].title


def _several(name: str, choices: Mapping[str, str]) -> SelectMultipleField:
    return SelectMultipleField(_title(name), choices=options(choices), validate_choice=False)


def _one(label: str, choices: Mapping[str, str], empty: str = "Choose one") -> SelectField:
    return SelectField(label, choices=options({"": empty, **choices}), validate_choice=False)


def _lines(name: str) -> TextAreaField:
    return TextAreaField(_title(name), validators=text_of(0, 8_000))


class AuthorPart(Part):
    """One author; `person` is the account of a member, whose name is not typed."""

    person = HiddenField(validators=[Length(max=20)])
    place = IntegerField("Place")
    name = StringField("Name", validators=text_of(0, 200))
    organization = StringField("Organization", validators=text_of(0, 200))
    organization_id = StringField("ROR id or LEAID of the organization", validators=text_of(0, 60))
    orcid = StringField("ORCID iD", validators=text_of(0, 60))
    roles = SelectMultipleField("Roles", choices=options(words.ROLES), validate_choice=False)

    @property
    def is_member(self) -> bool:
        return bool(self.person.data)


class DetailsForm(EditMixin, UnsavedMixin, TextForm):
    """Who made a brief, and what catalogs say of it."""

    people = FieldList(FormField(AuthorPart), "Authors")
    member = _one("A member", {})
    organizations = _lines("organizations")
    grades = _several("grades", schemes.options("grade"))
    subjects = _several("subjects", schemes.options("subject"))
    locales = _several("locales", schemes.options("locale"))
    school_types = _several("school_types", schemes.options("school_type"))
    program_types = _several("program_types", schemes.options("program_type"))
    audiences = _several("audiences", schemes.options("audience"))
    states = SelectMultipleField(_title("states"), choices=options(STATES), validate_choice=False)
    design = _one(_title("design"), schemes.options("design"))
    outcomes = _several("outcomes", schemes.options("outcome"))
    students = _one(POPULATION["students"], words.COUNTS, "Not said")
    staff = _one(POPULATION["staff"], words.COUNTS, "Not said")
    schools = _one(POPULATION["schools"], words.COUNTS, "Not said")
    low_income = _one(POPULATION["low_income"], words.SHARES, "Not said")
    english_learners = _one(POPULATION["english_learners"], words.SHARES, "Not said")
    disabilities = _one(POPULATION["disabilities"], words.SHARES, "Not said")
    studied_from = StringField(_title("studied_from"), validators=text_of(0, 40))
    studied_until = StringField(_title("studied_until"), validators=text_of(0, 40))
    license = _one(_title("license"), words.LICENSE_NAMES)
    funding = _lines("funding")
    no_funding = BooleanField(_title("no_funding"))
    conflicts = TextAreaField(_title("conflicts"), validators=text_of(0, 2_000))
    no_conflicts = BooleanField(_title("no_conflicts"))
    data_access = _one(_title("data_access"), words.DATA)
    resources = _lines("resources")
    keywords = TextAreaField(_title("keywords"), validators=text_of(0, 1_000))

    found: Details | None = None

    @staticmethod
    def saved(details: Details) -> Values:
        """What is saved, by field; the authors as one text, whose order counts."""
        plain = (
            *("grades", "subjects", "locales", "school_types", "program_types", "audiences"),
            *("states", "design", "outcomes", "license", "no_funding", "conflicts"),
            *("no_conflicts", "data_access"),
        )
        return {
            "authors": lines.of_authors(details),
            "organizations": lines.of_organizations(details.organizations),
            **{name: getattr(details, name) for name in plain},
            **{name: getattr(details.population, name) for name in POPULATION},
            "studied_from": details.studied_from and partial_dates.words(details.studied_from),
            "studied_until": details.studied_until and partial_dates.words(details.studied_until),
            "funding": lines.of_funding(details.funding),
            "resources": lines.of_resources(details.resources),
            "keywords": ", ".join(details.keywords),
        }

    @property
    def authors(self) -> str:
        """The authors as they are typed, to compare with what is saved."""
        found = [self._contributor(part.form) for part in self.people]
        return lines.of_authors(Details(authors=found))

    def names(self, name: str) -> str:
        return _title("authors") if name == "authors" else super().names(name)

    def _contributor(self, part: AuthorPart) -> Contributor:
        return Contributor(
            name=part.name.data or "",
            organization=part.organization.data or "",
            orcid=part.orcid.data or "",
            roles=list(part.roles.data or []),
        )

    # --- the order of authors --------------------------------------------------------------

    def arrange(self, members: Mapping[int, Contributor]) -> None:
        """Do what a button of the list of authors asks, and leave the rest as it was typed."""
        listed = {part.form.person.data for part in self.people}
        left = {id_: one for id_, one in members.items() if str(id_) not in listed}
        typed = request.form.get("do", "") if request.method == "POST" else ""
        rows = [part.data for part in self.people]
        for place, row in enumerate(rows, 1):
            row["was"] = place
        arranged = rearranged(rows, Arrangement.read(typed))
        if typed == "add" and len(arranged) < schema.MOST_AUTHORS:
            arranged.append(row_of(Contributor(name="")))
        chosen = left.pop(int(self.member.data), None) if _is_id(self.member.data) else None
        if typed == "add-member" and chosen is not None:
            arranged.append(row_of(chosen))
            self.member.data = ""
        if typed or arranged != rows:
            self._lay_out(arranged)
        names = {str(id_): _line(one) for id_, one in left.items()}
        self.member.choices = options({"": "Choose a member", **names})

    def _lay_out(self, rows: Sequence[Row]) -> None:
        while self.people.entries:
            self.people.pop_entry()
        self.people.last_index = -1
        for place, row in enumerate(rows, 1):
            self.people.append_entry({**row, "place": place})

    # --- what it says ----------------------------------------------------------------------

    @property
    def sent(self) -> dict[str, object]:
        """What was typed, as the schema reads it."""
        lists = (
            *("grades", "subjects", "locales", "school_types", "program_types", "audiences"),
            *("states", "outcomes"),
        )
        texts = ("design", "studied_from", "studied_until", "license", "conflicts", "data_access")
        return {
            "authors": [self._author(part.form) for part in self.people],
            "organizations": lines.organizations(self.organizations.data or ""),
            **{name: list(self[name].data or []) for name in lists},
            **{name: self[name].data or "" for name in texts},
            "population": {name: self[name].data or "" for name in POPULATION},
            "funding": lines.funding(self.funding.data or ""),
            "no_funding": bool(self.no_funding.data),
            "no_conflicts": bool(self.no_conflicts.data),
            "resources": lines.resources(self.resources.data or ""),
            "keywords": lines.keywords(self.keywords.data or ""),
        }

    def _author(self, part: AuthorPart) -> dict[str, object]:
        person = part.person.data or ""
        return {
            "name": part.name.data or "",
            "organization": part.organization.data or "",
            **lines.identified(part.organization_id.data or ""),
            "orcid": part.orcid.data or "",
            "roles": list(part.roles.data or []),
            "person_id": int(person) if _is_id(person) else None,
        }

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        try:
            self.found = schema.read(self.sent)
        except schema.Refused as refused:
            for fault in refused.faults:
                self._show(fault)
            return False
        return valid

    def _show(self, fault: Fault) -> None:
        """Put what is wrong beside its field."""
        field, sentence = self._field_of(fault), fault.sentence
        if fault.path[0] in ("organizations", "funding", "resources") and len(fault.path) > 1:
            sentence = f"Line {int(fault.path[1]) + 1}: {sentence}"
        if sentence in field.errors:
            return
        field.errors = [*field.errors, sentence]
        if fault.path[0] == "authors" and field is not self.people:
            # What is wrong with a part is wrong with the whole.
            self.people.errors = [*self.people.errors, {field.short_name: [sentence]}]

    def _field_of(self, fault: Fault) -> Field:
        name, *rest = (str(part) for part in fault.path)
        form: Part | DetailsForm = self
        names = {"ror": "organization_id", "leaid": "organization_id"}
        if name == "population":
            name = rest[0] if rest else "students"
        elif name == "authors":
            form = self.people[int(rest[0])].form if rest else self
            name = names.get(rest[1], rest[1]) if len(rest) > 1 else "people"
        field: Field = form[name]
        return field

    @property
    def error_lines(self) -> list[Link]:
        """The first error of each field; of authors, of each field of each."""
        of_authors = list(self._of_authors())
        return [*of_authors, *(one for one in super().error_lines if one.href != "#people")]

    def _of_authors(self) -> Iterator[Link]:
        yield from (Link(one, "#people") for one in self.people.errors if isinstance(one, str))
        for at, part in enumerate(self.people, 1):
            for field in part.form:
                if field.errors:
                    yield Link(f"Author {at}: {field.errors[0]}", f"#{field.id}")

    @property
    def confirmed(self) -> bool:
        """Whether the writer said that what looks like a student is none."""
        written = (field.data for field in self if isinstance(field.data, str))
        return bool(self.not_a_student.data) and any(student_data(text) for text in written)


def _is_id(text: object) -> bool:
    return isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 19


def _line(one: Contributor) -> str:
    return ", ".join(filter(None, (one.name, one.organization)))


def row_of(one: Contributor) -> Row:
    """An author as a row of the form."""
    return {
        "person": str(one.person_id or ""),
        "name": one.name,
        "organization": one.organization,
        "organization_id": one.ror or one.leaid,
        "orcid": one.orcid,
        "roles": one.roles,
    }


def rows_of(details: Details) -> list[Row]:
    """The authors of a brief as rows of the form."""
    found = enumerate(details.authors, 1)
    return [{**row_of(one), "place": place} for place, one in found]
