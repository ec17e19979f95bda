"""What the other rooms know of comments: whoever may know of the thing may know of them."""

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from rpp import kinds
from rpp.discussions.models import Comment
from rpp.policy import Viewer


def _readers(viewer: Viewer) -> Any:
    of_it = kinds.known(viewer, col(Comment.subject_kind), col(Comment.subject_id), but="comment")
    return select(col(Comment.id)).where(of_it)


kinds.register(kinds.Kind("comment", readers=_readers))
