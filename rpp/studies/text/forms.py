"""Forms of the text of a study."""

import re

from wtforms import (
    HiddenField,
    RadioField,
    StringField,
)
from wtforms.validators import Length, Optional

from rpp.forms import (
    DOCUMENT,
    LINE,
    Form,
    MarkdownField,
    OnceMixin,
    OneOf,
    TextForm,
    words,
)
from rpp.saves import EditMixin
from rpp.studies.models import DESIGNS
from rpp.unsaved import UnsavedMixin

# Where a link to a record or a brief may point, pasted with or without the portal's own name.
SOURCE = re.compile(r"(?:https?://[^/\s]+)?/(briefs|evidence)/([0-9]{1,18})(?:[/?#].*)?\Z")


def source(text: str) -> tuple[str, int] | None:
    """The kind and number that an address names, or None."""
    found = SOURCE.match(text.strip())
    return ("brief" if found[1] == "briefs" else "evidence", int(found[2])) if found else None


class BasicsForm(EditMixin, TextForm):
    title = StringField("Title of the study", validators=words(5, 160, "Give the study a title."))
    design = RadioField(
        "Kind of design",
        choices=[*DESIGNS.items(), ("", "Not decided yet")],
        validators=[Optional()],
    )


class SectionForm(EditMixin, UnsavedMixin, TextForm):
    body = MarkdownField("Text", validators=words(0, DOCUMENT))
    # Set where the page has shown what someone else wrote in between.
    seen = HiddenField(validators=[Length(max=1)])


class OwnerForm(EditMixin, Form):
    person_id = OneOf("Who is responsible that this section gets written?")


class ReferenceForm(OnceMixin, TextForm):
    source = StringField(
        "A reviewed study or a brief",
        validators=words(1, LINE, "Choose a reviewed study, or paste the address of a brief."),
    )
    leaves_open = StringField(
        "What does it leave open?",
        validators=words(10, 300, "Say in one line what it does not answer for these districts."),
    )
