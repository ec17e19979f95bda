"""The form of an agreement, with its optional paper."""

from typing import Any

from flask_wtf.file import FileField
from markupsafe import Markup
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from rpp.errors import DomainError
from rpp.files import pdf
from rpp.files.pdf import Paper
from rpp.forms import Needed, OnceMixin, TextForm, words
from rpp.saves import EditMixin, Values
from rpp.studies.forms import Day
from rpp.studies.models import AGREEMENTS, BASES, PPRA
from rpp.studies.papers import ferpa
from rpp.studies.papers.agreements import Facts


def explained(basis: str) -> Markup:
    """A ground with the sentence that tells when it fits."""
    return Markup("<b>{}.</b> {}").format(BASES[basis], ferpa.EXPLAINED[basis])


class AgreementForm(EditMixin, OnceMixin, TextForm):
    type = SelectField("Kind", choices=list(AGREEMENTS.items()))
    parties = StringField(
        "Between whom, or by whom?",
        validators=words(3, 300, "Name the parties, for example “Clinton and Lakeshore Center”."),
    )
    signed_on = Day("Signed on", validators=[Needed("Give the day on which it was signed.")])
    expires_on = Day("In force until", validators=[Optional()])
    # Which of these an agreement needs, its kind and its basis decide: see ferpa.missing.
    basis = RadioField(
        "On what legal basis are education records shared?",
        choices=[(key, explained(key)) for key in BASES],
        default="",
        validate_choice=False,
    )
    ppra = RadioField(
        "Are students asked about a protected area?",
        choices=list(PPRA.items()),
        default="",
        validate_choice=False,
    )
    purpose = TextAreaField("Purpose", validators=words(0, 2_000))
    scope = TextAreaField("Scope", validators=words(0, 2_000))
    elements = TextAreaField("Data that are shared", validators=words(0, 2_000))
    destroy_on = Day("Data are destroyed by", validators=[Optional()])
    file = FileField("The signed document")

    paper: Paper | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        # The file is looked into only when it would be kept: that takes a moment.
        return super().validate(extra_validators) and self._complete() and self._checks_the_file()

    def replaces(self, name: str) -> bool:
        # Without a new paper the one that is attached stays.
        return name != "paper" or self.paper is not None

    def typed(self, name: str) -> object:
        if name == "paper":
            return self.paper.name if self.paper else None
        return super().typed(name)

    def _complete(self) -> bool:
        about = {name: self[name].data for name in ("purpose", "scope", "elements")}
        about = {name: value or "" for name, value in about.items()}
        missing = ferpa.missing(
            self.type.data or "",
            self.basis.data or "",
            self.ppra.data or "",
            expires_on=self.expires_on.data,
            destroy_on=self.destroy_on.data,
            **about,
        )
        for name, sentence in missing.items():
            self[name].errors = [*self[name].errors, sentence]
        return not missing

    def _checks_the_file(self) -> bool:
        upload = self.file.data
        if upload is None or not upload.filename:
            return True
        try:
            data = upload.stream.read(pdf.MOST + 1)
            self.paper = pdf.checked(upload.filename, data)
        except DomainError as error:
            self.file.errors = [*self.file.errors, error.sentence]
            return False
        return True

    def facts(self) -> Values:
        """What was filled in, as `Facts` names it."""
        given = {name: self[name].data for name in Facts.__dataclass_fields__}
        return {
            name: value if value is not None or name in ("expires_on", "destroy_on") else ""
            for name, value in given.items()
        }
