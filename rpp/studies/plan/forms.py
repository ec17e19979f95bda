"""Forms of what a study asks of schools, of its milestones and of how it goes."""

from wtforms import StringField
from wtforms.validators import Optional

from rpp.forms import MarkdownField, Needed, OnceMixin, OneOf, TextForm, words
from rpp.saves import EditMixin
from rpp.studies.forms import Count, Day, Number


class SchoolForm(EditMixin, OnceMixin, TextForm):
    organization_id = OneOf("District")
    school = StringField(
        "School", validators=words(2, 120, "Name the school, for example “Lincoln High School”.")
    )
    activity = StringField(
        "What is asked",
        validators=words(3, 200, "Say what is asked, for example “Two trainings of 90 minutes”."),
    )
    starts_on = Day("From", validators=[Needed("Give the first day.")])
    ends_on = Day("To", validators=[Needed("Give the last day; one day alone is both.")])
    staff_hours = Number("Staff hours", validators=[Optional()])
    minutes = Count("Minutes of class, for each student", validators=[Optional()])
    assessments = Count("Tests and surveys", validators=[Optional()])


class MilestoneForm(EditMixin, OnceMixin, TextForm):
    title = StringField(
        "Milestone",
        validators=words(3, 160, "Describe the milestone, for example “Consent forms are back”."),
    )
    due_on = Day("Due on", validators=[Needed("Give the day on which it is due.")])
    owner_id = OneOf("Who is responsible?")


class UpdateForm(OnceMixin, TextForm):
    body = MarkdownField(
        "Progress update",
        validators=words(10, 600, "Say in a sentence or two how the study is going."),
    )
