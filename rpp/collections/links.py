"""The link of a list: whoever has it reads the list, and a new one ends all before it."""

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer


def token(collection_id: int, number: int) -> str:
    """What stands in the link of a list; nobody makes one without the portal's key."""
    return _signer().dumps([collection_id, number])


def read(token: str) -> tuple[int, int] | None:
    """The list and the number of a link; None for one that is not ours."""
    try:
        collection_id, number = _signer().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    whole = isinstance(collection_id, int) and isinstance(number, int)
    return (collection_id, number) if whole else None


def _signer() -> URLSafeSerializer:
    key = current_app.secret_key
    assert key is not None
    return URLSafeSerializer(key, salt="rpp.collection")
