"""The form with which a file of references is brought in, and what people decide."""

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField
from wtforms import SelectField, StringField

from rpp.errors import DomainError
from rpp.evidence.references.models import LICENSES
from rpp.evidence.references.operations import Decision
from rpp.evidence.references.reading import decoding
from rpp.evidence.references.reading.entries import MOST_BYTES
from rpp.evidence.references.reading.files import FORMATS
from rpp.forms import Form, OnceMixin, options, whole, words


class FileForm(OnceMixin, Form):
    """A file, and what only a person can know of it."""

    file = FileField("File of references")
    origin = StringField("Where are the descriptions from?", validators=words(0, 200))
    license = SelectField("License of the descriptions", choices=options(LICENSES), default="")
    format = SelectField(
        "Format", choices=options({"": "Find out from the file", **FORMATS}), default=""
    )
    encoding = SelectField("Encoding", choices=options(decoding.ENCODINGS), default="")

    name, data_of_file = "", b""

    def validate(self, extra_validators: Any = None) -> bool:
        return super().validate(extra_validators) and self._takes_the_file()

    def _takes_the_file(self) -> bool:
        upload = self.file.data
        if not getattr(upload, "filename", ""):
            self.file.errors = [*self.file.errors, "Choose the file with your references."]
            return False
        self.name, self.data_of_file = upload.filename, upload.read(MOST_BYTES + 1)
        try:
            decoding.check(self.data_of_file)
        except DomainError as error:
            self.file.errors = [*self.file.errors, error.sentence]
            return False
        return True


def decisions(sent: Mapping[str, str]) -> dict[int, Decision]:
    """What a page of entries was sent back with: `entry-7` is "same-0", "different" or "later".

    Only what differs from what the page had shown (`was-7`) is a decision.
    """
    found: dict[int, Decision] = {}
    for name, value in sent.items():
        number = whole(name.removeprefix("entry-")) if name.startswith("entry-") else None
        was = sent.get(f"was-{number}", "")
        if number is None or value == was:
            continue
        kind, _, place = value.partition("-")
        found[number] = Decision(kind, whole(place), was)
    return found
