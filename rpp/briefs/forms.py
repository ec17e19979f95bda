"""Forms of a brief: its draft, its dissent, and the steps after review."""

from collections.abc import Mapping
from typing import ClassVar

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, ValidationError

from rpp import saves
from rpp.briefs import bars
from rpp.briefs.sections import CARRIED, FORMATS, NEWEST, Format
from rpp.briefs.texts import FIGURES, ChartText, Draft, Figure, Texts
from rpp.db import READS
from rpp.forms import (
    DOCUMENT,
    LINE,
    Form,
    MarkdownField,
    OnceMixin,
    OneOf,
    TextForm,
    options,
    words,
)
from rpp.paging import LARGEST, whole
from rpp.privacy import student_data
from rpp.saves import EditMixin
from rpp.unsaved import UnsavedMixin

NETWORK = "Which network should look at it before it is published?"


class DraftForm(EditMixin, UnsavedMixin, TextForm):
    """The draft of a brief; the chart must be one that can be drawn.

    `draft_form` adds the fields of its sections.
    """

    sections: ClassVar[Format] = NEWEST

    class Meta(TextForm.Meta):
        def wrap_formdata(self, form: "DraftForm", formdata: object) -> MultiDict[str, str] | None:
            """What was typed before the draft moved to the newest sections moves as well."""
            found: MultiDict[str, str] | None = super().wrap_formdata(form, formdata)
            if found is None or form.sections is not NEWEST:
                return found
            return MultiDict((CARRIED.get(name, name), one) for name, one in found.items(True))

    title = StringField(
        "Title: what was found",
        validators=words(1, 160, "Give the brief a title that says what was found."),
    )
    bottom_line = TextAreaField(NEWEST.answer, validators=words(0, 800))
    figure1_value = StringField("First figure", validators=words(0, 40))
    figure1_label = StringField("What the first figure counts", validators=words(0, LINE))
    figure2_value = StringField("Second figure", validators=words(0, 40))
    figure2_label = StringField("What the second figure counts", validators=words(0, LINE))
    figure3_value = StringField("Third figure", validators=words(0, 40))
    figure3_label = StringField("What the third figure counts", validators=words(0, LINE))
    chart_title = StringField("What the chart shows", validators=words(0, 120))
    chart_unit = StringField("Unit", validators=words(0, 60))
    chart_rows = TextAreaField("Lines of the chart", validators=words(0, 3_000))

    @staticmethod
    def saved(draft: Draft) -> saves.Values:
        """What is saved in a draft, by field."""
        figures = {
            f"figure{n}_{name}": getattr(figure, name)
            for n, figure in enumerate(draft.figures, 1)
            for name in ("value", "label")
        }
        return {
            "title": draft.title,
            "bottom_line": draft.bottom_line,
            **{key: draft.parts.get(key, "") for key in draft.sections.keys},
            **figures,
            "chart_title": draft.chart.title,
            "chart_unit": draft.chart.unit,
            "chart_rows": draft.chart.rows,
        }

    def confirm(self, draft: Draft) -> None:
        """Ask no more about what was confirmed."""
        # A passage that was confirmed once must not stop each save that follows.
        self.offers_confirmation = draft.not_a_student
        if request.method in READS and self.unsaved is None:
            self.not_a_student.data = draft.not_a_student

    @property
    def texts(self) -> Texts:
        """What was typed, as the draft keeps it."""
        return Texts(
            title=self.title.data or "",
            bottom_line=self.bottom_line.data or "",
            parts={key: self._typed(key) for key in self.sections.keys},
            figures=[
                Figure(self._typed(f"figure{n}_value"), self._typed(f"figure{n}_label"))
                for n in range(1, FIGURES + 1)
            ],
            chart=ChartText(
                self._typed("chart_title"), self._typed("chart_unit"), self._typed("chart_rows")
            ),
        )

    def _typed(self, name: str) -> str:
        return self._fields[name].data or ""

    @property
    def confirmed(self) -> bool:
        """Whether the writer said that what looks like a student is none."""
        written = (field.data for field in self if isinstance(field.data, str))
        return bool(self.not_a_student.data) and any(student_data(text) for text in written)

    def validate_chart_rows(self, field: TextAreaField) -> None:
        try:
            bars.read(field.data or "")
        except bars.ChartError as error:
            raise ValidationError(str(error)) from None


def _form_of(format_: Format) -> type[DraftForm]:
    fields = {
        one.key: MarkdownField(one.title, validators=words(0, DOCUMENT)) for one in format_.sections
    }
    answer = TextAreaField(format_.answer, validators=words(0, 800))
    about = {"sections": format_, "bottom_line": answer, **fields}
    return type(f"DraftForm{format_.number}", (DraftForm,), about)


DRAFT_FORMS = {number: _form_of(one) for number, one in FORMATS.items()}


class DepositForm(OnceMixin, TextForm):
    """What a deposit begins with: whose report it is, and what it found."""

    organization = OneOf("Which organization made the report?")
    title = StringField(
        "Title: what was found",
        validators=words(1, 160, "Give the report a title that says what was found."),
    )
    network = OneOf(NETWORK)

    def offer(self, organizations: Mapping[int, str], networks: Mapping[int, str]) -> None:
        """Offer the viewer's organizations, and the networks of these."""
        self.organization.choices = options(organizations)
        self.network.choices = options({"": "None", **networks})


class NetworkForm(EditMixin, Form):
    network = OneOf(NETWORK)

    def offer(self, networks: Mapping[int, str]) -> None:
        """Offer the networks of the brief's organization."""
        self.network.choices = options({"": "None", **networks})


class DissentForm(EditMixin, TextForm):
    text = TextAreaField("What you see differently", validators=words(0, 1_500))


class ReadForm(Form):
    """A form about a draft as it was read: another one is refused."""

    version = HiddenField()

    @property
    def version_read(self) -> int:
        return whole(str(self.version.data or "")) or 0


class PublishForm(ReadForm):
    agreed = BooleanField(
        "The partners have read it, and it may be reused under its license.",
        validators=[InputRequired("Tick the box once the partners have read it.")],
    )


class CorrectionForm(ReadForm, TextForm):
    note = TextAreaField(
        "What changed, and why",
        validators=words(
            10, 1_000, "Say what changed, for example “The cost was for two buses, not one”."
        ),
    )


class WithdrawForm(TextForm):
    reason = TextAreaField(
        "Why is it withdrawn?",
        validators=words(
            10, 1_000, "Say why, for example “An error in the attendance file changes the result”."
        ),
    )


class SupersedeForm(TextForm):
    newer = IntegerField(
        "Number of the newer brief",
        validators=[
            InputRequired("Give the number at the end of the newer brief’s address."),
            NumberRange(1, LARGEST, "Give the number at the end of the newer brief’s address."),
        ],
    )
    why = TextAreaField(
        "Why does it replace this one?",
        validators=words(
            10, 1_000, "Say why, for example “It follows the same schools for a second year”."
        ),
    )
