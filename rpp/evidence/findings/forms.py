"""The form of a finding: one for studies run here and for records of other sources."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import Field, SelectField, SelectMultipleField, StringField, TextAreaField

from rpp.evidence.findings import checks, texts
from rpp.evidence.findings.columns import COLUMNS, Column, Value, contrast_of, values_of
from rpp.evidence.findings.contrast import Contrast
from rpp.forms import Form, OnceMixin, TextForm, options, words
from rpp.layout import Link
from rpp.saves import EditMixin
from rpp.unsaved import UnsavedMixin

MOST_BYTES = 1_000_000


def _field(column: Column) -> Field:
    """The field of a fact; what people type into it is read by `texts`, as a file's cell is."""
    if column.type == "yes":
        return SelectField(
            column.title, choices=options({"": "Not known", "yes": "Yes", "no": "No"})
        )
    if column.type == "flag":
        return SelectField(column.title, choices=options({"no": "No", "yes": "Yes"}), default="no")
    if column.type == "one":
        first = "Choose one" if column.needed else "Not known"
        return SelectField(column.title, choices=options({"": first, **(column.choices or {})}))
    if column.type == "several":
        return SelectMultipleField(column.title, choices=list((column.choices or {}).items()))
    high = column.longest if column.type == "line" else 200
    return StringField(column.title, validators=words(0, high))


class _Facts:
    """What both forms of facts have: a field for each column."""

    own_students = False

    def contrast(self, base: Contrast) -> Contrast:
        """The facts that were typed; call it once the form is sound."""
        return contrast_of(self._read()[0], base)

    @property
    def error_lines(self) -> list[Link]:
        """What is wrong, each with the name of its fact: there are many."""
        lines: list[Link] = super().error_lines  # type: ignore[misc]
        return [
            Link(f"{column.title}: {line.label}" if column else line.label, line.href)
            for line in lines
            for column in [COLUMNS.get(line.href.removeprefix("#"))]
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Read each fact, then look at them together; each error stands beside its fact."""
        valid: bool = super().validate(extra_validators)  # type: ignore[misc]
        values, unread = self._read()
        unreadable = {trouble.name for trouble in unread}
        told = checks.impossible(contrast_of(values), own_students=self.own_students)
        found = [*unread, *(one for one in told if one.name not in unreadable)]
        fields: Any = self._fields  # type: ignore[attr-defined]
        for trouble in found:
            field = fields[trouble.name]
            if trouble.words not in field.errors:
                field.errors = [*field.errors, trouble.words]
        return valid and not found

    def _read(self) -> tuple[dict[str, Value], list[checks.Trouble]]:
        fields: Any = self._fields  # type: ignore[attr-defined]
        values: dict[str, Value] = {}
        unread = []
        for name, column in COLUMNS.items():
            data = fields[name].data
            text = "; ".join(data) if isinstance(data, list) else data or ""
            try:
                values[name] = texts.read(column, text)
            except texts.Unreadable as reason:
                unread.append(checks.Trouble(name, str(reason)))
        return values, unread


class FactsForm(_Facts, UnsavedMixin, TextForm):
    """The facts of a finding that is recorded for the first time."""


class CorrectForm(_Facts, EditMixin, UnsavedMixin, TextForm):
    """The same of one that stands; says why."""

    reason: TextAreaField


for _column in COLUMNS.values():
    for _form in (FactsForm, CorrectForm):
        setattr(_form, _column.name, _field(_column))
# Last, as on the page.
CorrectForm.reason = TextAreaField(
    "Why do you correct it?",
    validators=words(5, 1_000, "Say why, for example “Table 3 was read wrongly”."),
)


def typed(contrast: Contrast) -> dict[str, object]:
    """Facts as the fields of the form hold them."""
    values = values_of(contrast)
    return {
        name: [str(one) for one in values[name]]  # type: ignore[union-attr]
        if column.type == "several"
        else texts.plainly(values[name])
        for name, column in COLUMNS.items()
    }


class RemoveForm(TextForm):
    reason = TextAreaField(
        "Reason", validators=words(5, 1_000, "Give a reason. It stays in the history.")
    )


class FileForm(OnceMixin, Form):
    """A file of findings."""

    file = FileField("File of findings")
    name, data_of_file = "", b""

    def validate(self, extra_validators: Any = None) -> bool:
        return super().validate(extra_validators) and self._takes_the_file()

    def _takes_the_file(self) -> bool:
        upload = self.file.data
        if not getattr(upload, "filename", ""):
            self.file.errors = [*self.file.errors, "Choose the file with the findings."]
            return False
        self.name, self.data_of_file = upload.filename, upload.read(MOST_BYTES + 1)
        return True


class RecordForm(OnceMixin, TextForm):
    """A publication that somebody adds by hand."""

    title = StringField("Title", validators=words(3, 400, "Give the title of the publication."))
    authors = TextAreaField("Authors", validators=words(0, 2_000))
    year = StringField("Year", validators=words(0, 4))
    publication = StringField("Published in", validators=words(0, 300))
    doi = StringField("DOI", validators=words(0, 200))
    eric_id = StringField("ERIC number", validators=words(0, 20))
    url = StringField("Address on the web", validators=words(0, 400))


# The fields of a publication that is added by hand.
OF_RECORD = ("title", "authors", "year", "publication", "doi", "eric_id", "url")
