"""Forms of the files of a brief."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from rpp import privacy
from rpp.briefs.files.operations import About
from rpp.briefs.files.texts import PICTURES, Attached, ColumnText
from rpp.briefs.sections import Format
from rpp.documents import document
from rpp.errors import DomainError
from rpp.files.checked import MOST, TYPES, Checked, checked
from rpp.files.tables import TYPES as COLUMN_TYPES
from rpp.forms import LINE, OnceMixin, TextForm, options, words
from rpp.saves import EditMixin, Values

APPENDIX = "Among the appendices"
STUDENTS = (
    "This table seems to hold data of single students: “{}” looks like {}. Attach a summary "
    "without them."
)


class AboutForm(TextForm):
    """What is said of a file."""

    title = StringField(
        "Caption, or name of the appendix",
        validators=words(3, 160, "Give it a caption, for example “Attendance by month”."),
    )
    alt = TextAreaField(
        "What it shows or holds, for those who cannot see it",
        validators=words(
            15, 1_500, "Say what it shows, as you would on the phone, with its main numbers."
        ),
    )
    section = SelectField("Where it stands")

    def choose(self, sections: Format) -> None:
        """Offer the sections of a draft as places for a picture."""
        titles = {section.key: section.title for section in sections.sections}
        self.section.choices = options({"": APPENDIX, **titles})

    def validate_alt(self, field: TextAreaField) -> None:
        said, title = (field.data or "").casefold(), (self.title.data or "").casefold()
        if said.rstrip(".") == title.rstrip(".") or said.endswith(TYPES):
            raise ValidationError("Say what it shows; its caption or name alone does not tell.")

    @property
    def about(self) -> About:
        return About(
            title=self.title.data or "",
            alt=self.alt.data or "",
            section=self.section.data or "",
        )


class AttachForm(OnceMixin, AboutForm):
    file = FileField("The file")

    kept: Checked | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        # The file is looked into only when it would be kept: that takes a moment.
        return super().validate(extra_validators) and self._checks_the_file()

    def _checks_the_file(self) -> bool:
        upload = self.file.data
        try:
            if upload is None or not upload.filename:
                raise DomainError("Choose the file.", "file")
            self.kept = checked(upload.filename, upload.stream.read(MOST + 1))
            self._demand_printable(self.kept)
            self._demand_no_students(self.kept)
        except DomainError as error:
            self.file.errors = [*self.file.errors, error.sentence]
            return False
        return True

    def _demand_printable(self, file: Checked) -> None:
        if file.type in PICTURES and not document.prints(f"picture.{file.type}", file.data):
            raise DomainError(
                "This picture cannot be printed. Save it as a PNG picture and choose that.", "file"
            )

    def _demand_no_students(self, file: Checked) -> None:
        if file.table is None:
            return
        hit = privacy.student_table(file.table.head, file.table.rows)
        # Asked as of any text: a guess by pattern does not decide.
        self.offers_confirmation = hit is not None
        if hit is not None and not self.not_a_student.data:
            raise DomainError(STUDENTS.format(hit.passage, hit.looks_like), "file")


class DescribeForm(EditMixin, AboutForm):
    """What is said of a file that is in the draft, and of each column of a table."""

    columns: Sequence[str] = ()

    @staticmethod
    def saved(file: Attached) -> Values:
        """What is saved of a file, by field."""
        columns = {
            f"c{n}_{name}": getattr(column, name)
            for n, column in enumerate(file.columns)
            for name in FIELDS
        }
        return {"title": file.title, "alt": file.alt, "section": file.section, **columns}

    @property
    def about(self) -> About:
        said = super().about
        columns = [
            ColumnText(name=name, **{key: self[f"c{n}_{key}"].data or "" for key in FIELDS})
            for n, name in enumerate(self.columns)
        ]
        return About(title=said.title, alt=said.alt, section=said.section, columns=columns)


FIELDS = ("type", "meaning", "unit", "missing")


def describe_form(file: Attached) -> type[DescribeForm]:
    """The form of one file: with fields for each column of a table."""
    return _with_columns(tuple(column.name for column in file.columns))


def _labels(name: str) -> dict[str, str]:
    return {
        "type": f"{name}: what kind of value",
        "meaning": f"{name}: what it means",
        "unit": f"{name}: unit",
        "missing": f"{name}: how missing values are written",
    }


def _with_columns(names: tuple[str, ...]) -> type[DescribeForm]:
    made: dict[str, Any] = {"columns": names}
    for n, name in enumerate(names):
        said = _labels(name)
        made[f"c{n}_type"] = SelectField(said["type"], choices=options(COLUMN_TYPES))
        made[f"c{n}_meaning"] = StringField(said["meaning"], validators=words(0, 400))
        made[f"c{n}_unit"] = StringField(said["unit"], validators=words(0, 60))
        made[f"c{n}_missing"] = StringField(said["missing"], validators=words(0, LINE))
    return type("DescribeTableForm", (DescribeForm,), made)
