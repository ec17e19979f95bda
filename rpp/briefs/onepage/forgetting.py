"""What becomes of the pages for families when the draft of their brief is deleted for good."""

from sqlalchemy import delete
from sqlmodel import Session, col, select

from rpp import history, unsaved
from rpp.briefs.onepage.models import PAGE_VERDICTS, OnePage
from rpp.policy import Viewer


def forget_pages(session: Session, actor: Viewer, brief_id: int) -> None:
    """Delete the texts of a brief's pages and what was said of them: none was published."""
    statement = select(OnePage).where(
        OnePage.brief_id == brief_id, col(OnePage.status).in_(("draft", "in_review"))
    )
    for page in session.exec(statement).all():
        forget_page(session, actor, page)


def forget_page(session: Session, actor: Viewer, page: OnePage) -> None:
    """Delete the text of one page for good."""
    if page.status == "in_review":
        history.move(session, page, "draft", "returned_to_draft", actor.id, private=True)
    history.move(session, page, "deleted", "deleted", actor.id, private=True)
    history.forget_titles(session, page)
    page.title = page.body = page.body_html = page.text_hash = ""
    session.execute(delete(PAGE_VERDICTS).where(PAGE_VERDICTS.c.page_id == page.id))
    unsaved.forget_place(session, f"/briefs/{page.brief_id}/families/{page.language}/edit")
