"""Forms of people."""

import unicodedata
from typing import Any, TypeVar

from email_validator import EmailNotValidError, validate_email
from wtforms import BooleanField, HiddenField, PasswordField, StringField, TextAreaField
from wtforms.validators import Email, Length, ValidationError

from rpp.forms import Form, Needed, words
from rpp.people import passwords
from rpp.saves import EditMixin

MISSING_EMAIL = "Give your e-mail address, for example name@district.org."


# What was typed; None where the field was not sent.
Typed = TypeVar("Typed", str, str | None)


def one_line(value: Typed) -> Typed:
    """A name on one line, without a run of spaces."""
    return value if value is None else " ".join(value.split())


def address(value: Typed) -> Typed:
    """An e-mail address as it is kept: two spellings of one address are one person.

    Full-width and other compatible letters become plain ones (NFKC), capitals small ones, and a
    domain of other scripts gets its name in the mail system (IDNA). What is no address stays.
    """
    if value is None:
        return value
    text = unicodedata.normalize("NFKC", value).strip().lower()
    try:
        found = validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return text
    return f"{found.local_part}@{found.ascii_domain or found.domain}".lower()


def named(_form: Any, field: Any) -> None:
    """Refuse a name without any letter."""
    if not any(c.isalpha() for c in field.data or ""):
        raise ValidationError("Give the name your colleagues use.")


def email_field(label: str, needed: type = Needed) -> StringField:
    return StringField(
        label,
        filters=[address],
        validators=[
            needed(MISSING_EMAIL),
            Length(max=254, message="An e-mail address has at most 254 characters."),
            Email(message="This does not look like an e-mail address. Is a letter missing?"),
        ],
    )


def name_field() -> StringField:
    return StringField(
        "Your name",
        filters=[one_line],
        validators=[*words(2, 120, missing="Give the name your colleagues use."), named],
    )


def password_field(label: str, missing: str = "Type your password.") -> PasswordField:
    # Longer ones are refused, with a sentence, by the operation of hashing them.
    return PasswordField(label, validators=[Needed(missing), Length(max=1_000)])


class NewPassword(Form):
    """A form in which a person chooses a password."""

    # What belongs to them and is therefore easy to guess, beside what they type here.
    own_words: tuple[str, ...] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        field = self._fields["password"]
        typed = (self._fields[name].data or "" for name in ("name", "email") if name in self)
        own = (*self.own_words, *typed)
        sentence = "" if field.errors else passwords.weakness(field.data or "", *own)
        if sentence:
            field.errors = [*field.errors, sentence]
        return valid and not sentence


class SignUpForm(NewPassword):
    name = name_field()
    email = email_field("Work e-mail")
    password = password_field("Password", "Choose a password.")


class SignInForm(Form):
    email = email_field("E-mail")
    password = password_field("Password")
    next = HiddenField(validators=[Length(max=2_000)])
    kept = HiddenField(validators=[Length(max=600_000)])


class AddressForm(Form):
    email = email_field("E-mail")


class ConfirmForm(Form):
    password = password_field("The password you chose")


class ResetForm(NewPassword):
    password = password_field("New password", "Choose a password.")


class PasswordForm(NewPassword):
    current_password = password_field("Current password", "Type your current password.")
    password = password_field("New password", "Choose a new password.")


class NewEmailForm(Form):
    email = email_field("New e-mail address")
    password = password_field("Your password")


class OwnPasswordForm(Form):
    """What cannot be undone asks for the password once more."""

    password = password_field("Your password")


class AccountForm(EditMixin, Form):
    name = name_field()
    title = StringField("Your title", filters=[one_line], validators=words(0, 120))
    expertise = TextAreaField("What others can ask you about", validators=words(0, 600))


class PreferencesForm(EditMixin, Form):
    """One box for each topic of e-mail, see `emails.TOPICS`."""

    membership = BooleanField("Membership")
    problem = BooleanField("Your problems")
    round = BooleanField("Votes")
    study = BooleanField("Studies")
    review = BooleanField("Reviews and ratings")
    invitation = BooleanField("Invitations")
    search = BooleanField("Saved searches")
    synthesis = BooleanField("Syntheses")

    def words(self, name: str, value: Any) -> str:
        return "on" if value else "off"
