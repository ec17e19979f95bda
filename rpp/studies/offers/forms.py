"""Forms of a researcher who looks for a problem to study."""

from wtforms import SelectMultipleField, StringField, TextAreaField

from rpp.forms import Form, MarkdownField, Needed, OnceMixin, OneOf, TextForm, words
from rpp.saves import EditMixin
from rpp.studies.models import DESIGNS
from rpp.vocabulary import GRADES, SUBJECTS


class OfferForm(EditMixin, OnceMixin, TextForm):
    organization_id = OneOf("Your research organization")
    note = TextAreaField(
        "How could it be studied?",
        validators=words(
            20, 1_000, "Say how it could be studied: which design, how long, what you would need."
        ),
    )


class NothingForm(TextForm):
    looked_for = TextAreaField(
        "What did you look for, and where?",
        validators=words(
            20, 1_000, "Say what you looked for, and where. Others will start from there."
        ),
    )


class FurtherForm(Form):
    problem_id = OneOf("Another problem it answers", validators=[Needed("Choose a problem.")])


class ProfileForm(EditMixin, TextForm):
    expertise = TextAreaField("What others can ask you about", validators=words(0, 600))
    designs = SelectMultipleField("Designs you have run", choices=list(DESIGNS.items()))
    subjects = SelectMultipleField(
        "Subjects",
        choices=[(key, label) for key, label in SUBJECTS.items() if key != "all"],
    )
    grades = SelectMultipleField("Grades", choices=list(GRADES.items()))


class ProposeForm(OnceMixin, TextForm):
    organization_id = OneOf("Your research organization")
    title = StringField(
        "Title of the study",
        validators=words(5, 160, "Give the study a title, for example “A later first bell”."),
    )
    question = MarkdownField(
        "The joint question",
        validators=words(
            20, 2_000, "Write the question in plain words. The districts will change it with you."
        ),
    )
