"""What programs read and deposit: `/api/v1`, its description, and personal tokens."""

from flask import Flask

from rpp import resources, web
from rpp.api import access, models, tokens, vocabulary
from rpp.people import sessions


def init_app(app: Flask) -> None:
    """Know who asks by their token, below one prefix alone; answer there in JSON, errors too."""
    resources.tell(vocabulary.VOCABULARY)
    web.answers_json(access.PREFIX, challenge=access.CHALLENGE)
    web.login.request_loader(access.load)
    sessions.ends_too(tokens.forget)
    app.after_request(access.share)


__all__ = ["init_app", "models"]
