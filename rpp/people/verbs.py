"""What happens to accounts."""

from rpp.verbs import Verbs, verb

PERSON = Verbs(
    {
        "confirmed": verb("confirmed the e-mail address"),
        "email_changed": verb("changed the e-mail address"),
        "password_changed": verb("changed the password"),
        "admin_made": verb("gave the rights of an administrator"),
        "admin_unmade": verb("took the rights of an administrator"),
        "reviewer_made": verb(
            "let them rate evidence", told="named you an evidence reviewer of the portal."
        ),
        "reviewer_unmade": verb(
            "ended their part as evidence reviewer",
            told="ended your part as evidence reviewer of the portal.",
        ),
        "token_made": verb("made a token for programs"),
        "token_revoked": verb("revoked a token for programs"),
        "account_closed": verb("closed the account"),
    }
)
