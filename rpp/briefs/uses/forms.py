"""The form in which a district says what it did with a brief."""

from wtforms import RadioField, TextAreaField

from rpp.briefs.uses.operations import Said
from rpp.briefs.uses.words import STAGES, WAYS
from rpp.forms import Needed, OnceMixin, OneOf, TextForm, words
from rpp.saves import EditMixin
from rpp.studies.forms import Day

EVERYONE = "Everyone"


class SaidForm(TextForm):
    """What is said of a use; the choices of versions and networks come with the page."""

    version = OneOf("Which version did you use?", validators=[Needed("Choose one.")])
    stage = RadioField(
        "How far are you?",
        choices=[(key, f"{stage.label}: {stage.said}") for key, stage in STAGES.items()],
        validators=[Needed("Choose how far your district is.")],
        validate_choice=False,
    )
    used_on = Day(
        "Since when, or from when?", validators=[Needed("Give the day, or the first of its month.")]
    )
    way = RadioField(
        "What comes closest to how you used it?",
        choices=[(key, f"{way.means} For example: “{way.example}”") for key, way in WAYS.items()],
        validators=[Needed("Choose what comes closest.")],
        validate_choice=False,
    )
    decision = TextAreaField(
        "What did you decide or do?",
        validators=words(5, 1_000, "Say in a sentence what you decided or did."),
    )
    why = TextAreaField(
        "Why?",
        validators=words(
            10, 2_000, "Say why, in a sentence or two: that is what others learn from."
        ),
    )
    evidence = TextAreaField("What do you see so far?", validators=words(0, 2_000))
    network_id = OneOf("Who may read it?")

    def offer(self, versions: list[tuple[int, str]], networks: list[tuple[int, str]]) -> None:
        """Give the form the versions and the networks that can be chosen."""
        self.version.choices = versions
        shown = [(id_, f"Only the members of {name}") for id_, name in networks]
        self.network_id.choices = [("", EVERYONE), *shown]

    @property
    def said(self) -> Said:
        """What was typed, as the operation takes it."""
        return Said(
            self.version.data or 0,
            self.stage.data or "",
            self.way.data or "",
            self.used_on.data,
            self.decision.data or "",
            self.why.data or "",
            self.evidence.data or "",
            self.network_id.data,
        )


class RecordForm(OnceMixin, SaidForm):
    """A use that is said for the first time, for one of the writer's districts."""

    organization_id = OneOf("Your district", validators=[Needed("Choose your district.")])


class CorrectForm(EditMixin, SaidForm):
    """A use that was said before."""


class DisputeForm(TextForm):
    reason = TextAreaField(
        "What is not so?",
        validators=words(5, 1_000, "Say what is not so, so that your colleague can correct it."),
    )


class TakeBackForm(TextForm):
    reason = TextAreaField(
        "Why do you take it back?",
        validators=words(5, 1_000, "Say why, for example “It was another district’s brief”."),
    )
