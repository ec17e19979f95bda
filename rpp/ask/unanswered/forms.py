"""Forms of unanswered questions."""

import re

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import Regexp

from rpp.ask.unanswered.models import LONGEST
from rpp.forms import LINE, Form, Needed, OnceMixin, TextForm, words
from rpp.paging import whole
from rpp.people.forms import one_line
from rpp.problems.forms import ADDRESS


class ListForm(OnceMixin, TextForm):
    """A question that everyone will read."""

    title = TextAreaField(
        "Your question",
        filters=[one_line],
        validators=words(10, LONGEST, "Write your question."),
    )


class AnswerForm(TextForm):
    """What answers a question."""

    source = StringField(
        "Address of the brief or reviewed study",
        validators=[
            *words(1, LINE, "Give the address of a brief or a reviewed study of this portal."),
            Regexp(ADDRESS, message="Give an address like /briefs/12 or /evidence/40."),
        ],
    )

    @property
    def named(self) -> tuple[str, int]:
        """The kind and the id of what was named."""
        found = re.match(ADDRESS, self.source.data or "")
        assert found is not None
        return ("brief" if found[1] == "briefs" else "evidence"), whole(found[2]) or 0


class HideForm(TextForm):
    """Why a question is taken off the list."""

    reason = StringField("Reason", validators=words(5, 500, "Give a reason."))


class BeginForm(OnceMixin, Form):
    """For which district a question becomes a problem of practice."""

    organization_id = RadioField("Your district", validators=[Needed("Choose your district.")])
