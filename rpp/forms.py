"""What every form of the portal has: clear errors, no student data, sent once."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from flask import current_app, g
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.csrf.core import CSRFTokenField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.fields.core import UnboundField
from wtforms.validators import Length, StopValidation, ValidationError

from rpp import markup
from rpp.layout import Link, in_words
from rpp.privacy import student_data

T = TypeVar("T")
Validator = Callable[[Any, Any], object]

LINE = 200
PARAGRAPH = 4_000
DOCUMENT = 40_000


# The names of the fields in which people write Markdown.
MARKDOWN: set[str] = set()


class MarkdownField(TextAreaField):
    """A text that is shown as Markdown, see `render_ahead`."""


def render_ahead(fields: Mapping[str, str]) -> None:
    """Render the Markdown of a form that was sent: call it before a write begins.

    On SQLite whoever writes keeps all others from writing. `markup` remembers the HTML, so the
    operation that stores it finds it there.
    """
    for name in MARKDOWN & fields.keys():
        if len(text := cleaned(fields[name])) <= DOCUMENT:
            markup.render(text)


def cleaned(value: T) -> T:
    """Strip edges and use one kind of line end; what remains is what was typed."""
    if not isinstance(value, str):
        return value
    return cast(T, value.replace("\r\n", "\n").strip())


def storable(_form: Any, field: Any) -> None:
    """Refuse characters no database keeps: NUL and other control characters."""
    value = field.data if isinstance(field.data, str) else ""
    if any(c < " " and c not in "\n\t\r" for c in value) or any(
        "\ud800" <= c <= "\udfff" for c in value
    ):
        raise ValidationError("This has a character that cannot be saved. Type it again by hand.")


def words(low: int = 0, high: int = PARAGRAPH, missing: str = "") -> list[Validator]:
    """Validators of a text: its length in characters, with a sentence for a missing one."""
    validators: list[Validator] = []
    if low:
        validators.append(Needed(missing or "Please fill this in."))
        if low > 1:
            validators.append(Length(low, message=f"Please use at least {low} characters."))
    validators.append(Length(max=high, message=f"Please use at most {high:,} characters."))
    return validators


def options(labels: Mapping[Any, str]) -> list[SelectChoice]:
    """Choices of a select or of radio buttons, from their values to what people read."""
    return [SelectChoice(value, label) for value, label in labels.items()]


class Needed:
    """The field must hold something other than white space."""

    field_flags = {"required": True}

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, _form: Any, field: Any) -> None:
        data = field.data
        if data is None or data == [] or (isinstance(data, str) and not data.strip()):
            raise ValidationError(self.sentence)


def whole(value: Any) -> int | None:
    """A number of the address; what is none counts as none."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


NOT_OFFERED = "Choose one from the list."


class OneOf(SelectField):
    """One of the things of a list, by its id; the empty choice is none of them.

    What is no choice is an error and never "none": else a broken form would take a thing away.
    """

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, coerce=_whole, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(NOT_OFFERED) from None

    def pre_validate(self, form: Any) -> None:
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(NOT_OFFERED) from None


def _whole(value: Any) -> int | None:
    if value in (None, ""):
        return None
    if (number := whole(value)) is None:
        raise ValueError(value)
    return number


class NeededUnlessChosen:
    """The field must be filled where nobody was chosen in the field `person`.

    A browser is not told that it is required: it would not send what names a person.
    """

    def __init__(self, sentence: str) -> None:
        self.needed = Needed(sentence)

    def __call__(self, form: Any, field: Any) -> None:
        if form.person.data is None:
            return self.needed(form, field)
        field.errors = []
        raise StopValidation


class LateTokenField(CSRFTokenField):
    """A CSRF token that is made when it is shown.

    A page that shows no form then needs no cookie, and is the same for all who read it.
    """

    def process(self, *args: Any, **kwargs: Any) -> None:
        HiddenField.process(self, *args, **kwargs)

    def _value(self) -> str:
        return str(self.csrf_impl.generate_csrf_token(self))


class LateCSRF(FlaskForm.Meta.csrf_class):
    """The tokens of Flask-WTF, made late."""

    field_class = LateTokenField


def _first(messages: Any) -> str:
    """The first of what is wrong with a field; of a list of fields there are lists."""
    while not isinstance(messages, str):
        messages = next(iter(messages.values() if isinstance(messages, dict) else messages))
    return messages


class Form(FlaskForm):
    """The base of every form that a person fills in."""

    # Set on forms whose texts people write: they are checked for student data.
    watches_for_students = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        MARKDOWN.update(
            name
            for name in dir(cls)
            if isinstance(field := getattr(cls, name), UnboundField)
            and issubclass(field.field_class, MarkdownField)
        )

    class Meta(FlaskForm.Meta):
        csrf_class = LateCSRF

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Field:
            filters = list(unbound_field.kwargs.get("filters", ()))
            if issubclass(
                unbound_field.field_class, (StringField, TextAreaField)
            ) and not issubclass(unbound_field.field_class, (PasswordField, HiddenField)):
                filters.append(cleaned)
            bound: Field = unbound_field.bind(form=form, **{**options, "filters": filters})
            return bound

    @property
    def error_lines(self) -> list[Link]:
        """The first error of each field, with where on the page the field is ("" for the form)."""
        fields = {name: field for name, field in self._fields.items() if name != "csrf_token"}
        return [
            Link(_first(messages), f"#{fields[name].id}" if name in fields else "")
            for name, messages in self.errors.items()
        ]

    @property
    def errors_title(self) -> str:
        """What stands over the errors."""
        if getattr(self, "differences", None):
            return "Compare both before you save"
        if getattr(self, "sent_before", None) is not None:
            return "Check it before you send it again"
        number = len(self.errors)
        needs = "answer needs" if number == 1 else "answers need"
        return f"{in_words(number)} {needs} another look"

    def validate(self, extra_validators: Any = None) -> bool:
        extra = {name: [*(extra_validators or {}).get(name, []), storable] for name in self._fields}
        valid = super().validate(extra_validators=extra)
        return self._no_students() and valid

    def _no_students(self) -> bool:
        confirm = self._fields.get("not_a_student")
        if not self.watches_for_students or confirm is None:
            return True
        found = False
        for field in self:
            text = field.data if isinstance(field.data, str) else ""
            if isinstance(field, (HiddenField, PasswordField)) or not (hit := student_data(text)):
                continue
            found = True
            if not confirm.data:
                field.errors = [
                    *field.errors,
                    f"“{hit.passage}” looks like {hit.looks_like}. Remove it before we save this.",
                ]
        # The box is offered only after a passage was found.
        self.offers_confirmation = found
        return not found or bool(confirm.data)


class TextForm(Form):
    """A form whose texts are public or shared: asks before it saves what looks like a student."""

    watches_for_students = True
    offers_confirmation = False

    not_a_student = BooleanField("This is not about a student. Save it as it is.")


def browser_mark(person_id: int) -> str:
    """Whose text a browser keeps: says nothing of who that is, and is the same at each visit."""
    key = hashlib.sha256(str(current_app.secret_key).encode()).digest()
    return hashlib.blake2s(str(person_id).encode(), key=key, digest_size=9).hexdigest()


def once_key() -> str:
    """A key that lets the server recognize a form sent twice, and whose page it came from."""
    mark = browser_mark(current_user.id) if current_user.id else ""
    return f"{mark}.{secrets.token_urlsafe(16)}"


def whose(key: str) -> str:
    """The mark of the person who had opened a form with this key; empty if nobody is known."""
    return key.partition(".")[0] if "." in key else ""


class OnceMixin:
    """Gives a form its key, see `once_key`, and shows what was sent with a key that is spent."""

    once = HiddenField(default=once_key, validators=[Length(max=64)])

    # Where the form that was sent before with this key was led.
    sent_before: str | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._renew()

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)  # type: ignore[misc]
        return self.is_first() and valid

    def is_first(self) -> bool:
        """Whether nothing was sent with this key before; else it says so, and takes a new key.

        What is saved already is compared in any case, so its form may be sent again and again.
        """
        self._renew()
        if self.sent_before is None or getattr(self, "edits", None) is not None:
            return True
        self.form_errors = [*self.form_errors, SENT_BEFORE]  # type: ignore[has-type]
        return False

    def _renew(self) -> None:
        if self.sent_before is None and (before := g.get("sent_before")) is not None:
            self.sent_before, self.once.data = before, once_key()


SENT_BEFORE = (
    "This form was already sent, and what it said then was saved. What you typed now is "
    "different: it is below and was not sent yet. Send it again to add it as well."
)


class EmptyForm(Form):
    """A button: nothing but the CSRF token."""
