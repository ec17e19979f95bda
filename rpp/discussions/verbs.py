"""What happens to comments, to discussions, and to reports of comments."""

from rpp.verbs import Verbs, verb

COMMENT = Verbs(
    {
        "edited": verb("edited the comment"),
        "deleted": verb("deleted the comment"),
        "hidden": verb("hid the comment"),
        "restored": verb("showed the comment again"),
    }
)

_COMMENT = ("comment_id", "reply_to", "author_id")
TALK = Verbs(
    {
        "commented": verb("commented", "title", *_COMMENT, told="commented on “{title}”."),
        "comment_edited": verb("edited a comment", *_COMMENT),
        "comment_deleted": verb("deleted a comment", *_COMMENT),
        "comment_hidden": verb("hid a comment", *_COMMENT, told="hid your comment, with a reason."),
        "comment_restored": verb("showed a comment again", *_COMMENT),
    }
)

# The thing whose comment it is.
_SUBJECT = ("kind", "id", "title")
REPORT = Verbs(
    {
        "reported": verb("reported a comment", *_SUBJECT, told="reported a comment on “{title}”."),
        "hidden": verb("hid the comment", told="hid the comment that you reported: {reason}"),
        "kept": verb("kept the comment", told="kept the comment that you reported: {reason}"),
    }
)
