"""What happens to pages for teachers and families."""

from rpp.verbs import Verbs, titled, verb

PAGE = Verbs(
    {
        "written": verb("wrote a page for teachers and families"),
        "edited": verb("edited the page"),
        "sent_to_review": titled(
            "sent it to review",
            told="asks you to review “{title}”, a page for teachers and families.",
        ),
        "returned_to_draft": verb("returned it to draft"),
        "approved": titled("approved the page", told="approved the page “{title}”."),
        "sent_back": titled("returned the page", told="returned the page “{title}”: {reason}"),
        "published": verb("published the page"),
        "replaced": verb("replaced the page"),
        "deleted": verb("deleted the draft of the page"),
    }
)
