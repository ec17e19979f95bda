"""Errors that carry a sentence for a person."""


class DomainError(Exception):
    """A rule of the portal was not met; `field` names the form field it belongs to, if any."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
