"""Proof that an author was shown what is already known before they submit.

The page that shows it (a room above) makes the proof; submitting asks for it. It names the text
it was shown for, so that a problem that was changed since is looked up again.
"""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from rpp import dates
from rpp.problems.models import Problem


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="problem.known")


def proof(problem: Problem, shown: list[str]) -> str:
    """Sign what was shown, e.g. ["brief/3", "evidence/20"], for the text as it now stands."""
    return _serializer().dumps([problem.id, dates.iso(problem.saved_at), shown])


def shown_by(token: str, problem: Problem) -> list[str] | None:
    """What the author was shown; None where the proof is missing, forged or of an older text."""
    try:
        problem_id, saved, shown = _serializer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    same = problem_id == problem.id and saved == dates.iso(problem.saved_at)
    return shown if same else None
