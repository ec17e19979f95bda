"""How people open an account, sign in and out, and choose a new password."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from wtforms import PasswordField

from rpp import clock
from rpp.forms import Form
from rpp.history import Event
from rpp.people import passwords
from rpp.people.forms import address
from rpp.people.models import EmailLink, Person, PersonSession
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.support.html import Page
from tests.support.mailbox import emails, link

WORDS = "four quiet herons wade"
OTHER_WORDS = "seven loud magpies argue"
EMAIL = "renata.oakes@albertville.example"
AsPerson = Callable[..., Browser]


@pytest.fixture
def someone(make: Factories) -> Person:
    """Someone whose password we know."""
    return make.person("Renata Oakes", email=EMAIL, password_hash=passwords.hashed(WORDS))


def sign_up(browser: Browser, email: str = EMAIL, password: str = WORDS) -> Page:
    answer = browser.send(
        "/sign-up", {"name": "Renata Oakes", "email": email, "password": password}
    )
    return Page(answer.get_data(as_text=True))


def sign_in(browser: Browser, password: str = WORDS, status: int = 302, **more: str) -> Page:
    data = {"email": EMAIL, "password": password, **more}
    path = "/sign-in" + (f"?next={more['next']}" if "next" in more else "")
    answer = browser.post(
        "/sign-in",
        data={**browser.read(path).form("/sign-in").fields, **data},
        expect=303 if status == 302 else status,
    )
    browser.answer = answer  # type: ignore[attr-defined]
    return Page(answer.get_data(as_text=True))


def change_password(browser: Browser) -> None:
    words = {"current_password": WORDS, "password": OTHER_WORDS}
    browser.send("/me/account", words, action="/me/password")


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/me/account").status_code == 200


# --- signing up ----------------------------------------------------------------------------


def test_a_newcomer_signs_up_confirms_and_is_led_to_her_district(
    anyone: Browser, make: Factories
) -> None:
    assert EMAIL in sign_up(anyone).text
    assert not is_signed_in(anyone)
    done = anyone.send(link(make, EMAIL), {"password": WORDS}).get_data(as_text=True)
    assert "Where do you work?" in done
    assert is_signed_in(anyone)


def test_nobody_signs_in_before_she_confirmed(anyone: Browser, make: Factories) -> None:
    sign_up(anyone)
    page = sign_in(anyone, status=422)
    assert "First confirm your address" in page.text
    anyone.send("/sign-in", {"email": EMAIL}, action="/confirm", page=page)
    assert len(emails(make, EMAIL)) == 2
    anyone.send(link(make, EMAIL), {"password": WORDS})
    assert is_signed_in(anyone)


def test_only_the_newest_email_counts(anyone: Browser, make: Factories) -> None:
    sign_up(anyone)
    first = link(make, EMAIL)
    sign_up(anyone)
    assert anyone.get(first).status_code == 410
    assert anyone.get(link(make, EMAIL)).status_code == 200


def test_a_mail_scanner_that_follows_the_link_uses_nothing_up(
    anyone: Browser, browser_as: AsPerson, make: Factories
) -> None:
    sign_up(anyone)
    path = link(make, EMAIL)
    for _ in range(3):
        assert browser_as().get(path).status_code == 200
        browser_as().head(path)
    assert make.all(Person)[0].confirmed_at is None
    anyone.send(path, {"password": WORDS})
    assert make.all(Person)[0].confirmed_at is not None


def test_a_link_works_once(anyone: Browser, browser_as: AsPerson, make: Factories) -> None:
    sign_up(anyone)
    path = link(make, EMAIL)
    anyone.send(path, {"password": WORDS})
    second = browser_as()
    assert second.force(path, {"password": WORDS}).status_code == 410
    assert not is_signed_in(second)


def test_a_link_to_confirm_ends_after_three_days(anyone: Browser, make: Factories) -> None:
    with clock.at(clock.now() - timedelta(days=3, minutes=1)):
        sign_up(anyone)
    page = anyone.read(link(make, EMAIL), status=410)
    assert "no longer works" in page.text
    anyone.send("/", {"email": EMAIL}, page=page)
    assert anyone.get(link(make, EMAIL)).status_code == 200


def test_an_email_does_not_confirm_what_a_stranger_began(
    anyone: Browser, browser_as: AsPerson, make: Factories
) -> None:
    # The stranger chose the password; the owner of the address follows the link.
    sign_up(browser_as(), password=OTHER_WORDS)
    anyone.send(link(make, EMAIL), {"password": WORDS}, status=422)
    assert make.all(Person)[0].confirmed_at is None


def test_a_known_address_gets_the_same_answer_and_another_email(
    anyone: Browser, browser_as: AsPerson, make: Factories, someone: Person
) -> None:
    known = sign_up(anyone, password=OTHER_WORDS)
    unknown = sign_up(browser_as(), "nobody@albertville.example", OTHER_WORDS)
    assert known.text == unknown.text.replace("nobody@albertville.example", EMAIL)
    assert emails(make, EMAIL)[0].subject == "You already have an account"
    assert sign_in(browser_as(), OTHER_WORDS, 422)
    sign_in(browser_as(), WORDS)


def test_two_spellings_of_an_address_are_one_person(
    anyone: Browser, make: Factories, someone: Person
) -> None:
    sign_up(anyone, EMAIL.upper())
    assert len(make.all(Person)) == 1


@pytest.mark.parametrize(
    "password",
    [
        "short words",
        "password12345",
        "Passw0rd2026!!",
        "123456789012",
        "abababababab",
        "RPPCommons2026",
        "schooldistrict1!",
        "renataoakes1985",
        "albertville 2026!",
        "qwertyuiop12",
        "x" * 201,
    ],
)
def test_an_easy_password_is_refused(anyone: Browser, make: Factories, password: str) -> None:
    anyone.send(
        "/sign-up", {"name": "Renata Oakes", "email": EMAIL, "password": password}, status=422
    )
    assert make.all(Person) == []


@pytest.mark.parametrize(
    "password",
    [
        WORDS,
        "Tr0ub4dor&3xyzq",
        "   spaces count   ",
        "пароль из четырёх слов",
        "correct horse battery staple",
    ],
)
def test_no_rule_says_which_characters_a_password_holds(password: str) -> None:
    assert passwords.weakness(password, "Renata Oakes", EMAIL) == ""


@pytest.mark.parametrize(
    "field",
    [{"name": ""}, {"name": "\x00\x01"}, {"name": "…"}, {"email": "no address"}, {"email": ""}],
)
def test_a_sign_up_form_says_what_is_missing(
    anyone: Browser, make: Factories, field: dict[str, str]
) -> None:
    data = {"name": "Renata Oakes", "email": EMAIL, "password": WORDS} | field
    page = Page(anyone.send("/sign-up", data, status=422).get_data(as_text=True))
    assert "another look" in page.text
    assert make.all(Person) == []


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "Robert'); DROP TABLE person;--",
        "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪",
        "田中さん",
        "a{{7*7}}b",
    ],
)
@pytest.mark.both_databases
def test_any_name_is_shown_as_it_is(browser_as: AsPerson, make: Factories, name: str) -> None:
    person = make.person(name)
    page = browser_as(person).read("/me/account")
    assert page.form("/me/account").fields["name"] == [name]
    assert "49" not in page.form("/me/account").fields["name"][0]


# --- signing in ----------------------------------------------------------------------------


def test_she_signs_in_and_is_led_where_she_wanted_to_go(anyone: Browser, someone: Person) -> None:
    page = anyone.get("/me/account")
    assert page.location == "/sign-in?next=/me/account"
    sign_in(anyone, next="/me/account")
    assert anyone.answer.location == "/me/account"  # type: ignore[attr-defined]
    assert is_signed_in(anyone)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
    ],
)
def test_signing_in_leads_to_no_other_site(anyone: Browser, someone: Person, target: str) -> None:
    sign_in(anyone, next=target)
    assert anyone.answer.location == "/me"  # type: ignore[attr-defined]


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    anyone: Browser, browser_as: AsPerson, someone: Person
) -> None:
    wrong = sign_in(anyone, OTHER_WORDS, 422)
    unknown = sign_in(browser_as(), WORDS, 422, email="nobody@albertville.example")
    assert wrong.text == unknown.text
    assert "not right" in wrong.text


def test_one_password_is_hashed_whoever_asks(
    anyone: Browser, someone: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[bool] = []
    verify = passwords._hasher.verify

    def counting(stored: str, password: str) -> bool:
        compared.append(True)
        return verify(stored, password)

    monkeypatch.setattr(
        passwords,
        "_hasher",
        type(
            "H",
            (),
            {"verify": staticmethod(counting), "hash": staticmethod(passwords._hasher.hash)},
        )(),
    )
    sign_in(anyone, OTHER_WORDS, 422)
    assert len(compared) == 1
    sign_in(anyone, OTHER_WORDS, 422, email="nobody@albertville.example")
    assert len(compared) == 2


def test_someone_without_a_password_cannot_sign_in_with_any(
    anyone: Browser, make: Factories
) -> None:
    make.person(email=EMAIL)
    for password in (WORDS, "the hash of no account"):
        sign_in(anyone, password, 422)


def test_signing_in_renews_the_session(anyone: Browser, make: Factories, someone: Person) -> None:
    sign_in(anyone)
    with anyone.session_transaction() as cookie:
        first = cookie["_user_id"]
    anyone.force("/sign-in", {"email": EMAIL, "password": WORDS})
    with anyone.session_transaction() as cookie:
        assert cookie["_user_id"] != first
    assert len(make.all(PersonSession)) == 1


def test_a_session_ends_after_two_weeks(browser_as: AsPerson, someone: Person) -> None:
    with clock.at(clock.now() - timedelta(days=14, minutes=1)):
        browser = browser_as(someone)
    assert not is_signed_in(browser)


def test_she_signs_out_by_a_button_and_never_by_a_link(
    browser_as: AsPerson, make: Factories, someone: Person
) -> None:
    browser = browser_as(someone)
    assert browser.get("/sign-out").status_code == 405
    assert is_signed_in(browser)
    browser.send("/me/account", action="/sign-out")
    assert not is_signed_in(browser)
    assert make.all(PersonSession) == []


def test_a_form_that_waited_for_the_sign_in_is_shown_to_be_sent(
    anyone: Browser, browser_as: AsPerson, someone: Person, make: Factories
) -> None:
    browser = browser_as(someone)
    page = browser.read("/me/account")
    for one in make.all(PersonSession):
        with make.writing() as session:
            session.delete(session.get(PersonSession, one.id))
    data = {"name": "Renata B. Oakes", "title": "Superintendent & more"}
    out = browser.send("/me/account", data, action="/me/account", page=page, status=401)
    out_page = Page(out.get_data(as_text=True))
    again = browser.send("/", {"email": EMAIL, "password": WORDS}, page=out_page)
    again_page = Page(again.get_data(as_text=True))
    assert "Superintendent & more" in again_page.text
    browser.send("/", {}, action="/me/account", page=again_page)
    assert make.all(Person)[0].title == "Superintendent & more"


def test_a_wrong_password_keeps_the_form_that_waits(anyone: Browser, someone: Person) -> None:
    kept = '{"to": "/me/account", "fields": [["title", "Principal"]]}'
    page = Page(
        anyone.force("/sign-in", {"email": EMAIL, "password": OTHER_WORDS, "kept": kept}).get_data(
            as_text=True
        )
    )
    assert page.form("/sign-in").fields["kept"] == [kept]
    answer = anyone.send("/", {"email": EMAIL, "password": WORDS}, page=page)
    assert "Principal" in answer.get_data(as_text=True)


def test_a_form_for_another_site_is_not_sent_on(anyone: Browser, someone: Person) -> None:
    kept = '{"to": "//evil.example/x", "fields": [["title", "Principal"]]}'
    answer = anyone.force("/sign-in", {"email": EMAIL, "password": WORDS, "kept": kept})
    assert answer.location == "/me"


def test_a_form_without_a_token_signs_nobody_in(anyone: Browser, someone: Person) -> None:
    answer = anyone.post("/sign-in", data={"email": EMAIL, "password": WORDS})
    assert answer.status_code == 400
    assert not is_signed_in(anyone)


# --- a new password ------------------------------------------------------------------------


def test_she_forgot_her_password_and_chooses_another(
    anyone: Browser, browser_as: AsPerson, make: Factories, someone: Person
) -> None:
    elsewhere = browser_as(someone)
    anyone.send("/reset", {"email": EMAIL})
    path = link(make, EMAIL)
    assert browser_as().get(path).status_code == 200  # a scanner
    anyone.send(path, {"password": OTHER_WORDS})
    assert is_signed_in(anyone)
    assert not is_signed_in(elsewhere)
    assert anyone.get(path).status_code == 410
    sign_in(browser_as(), OTHER_WORDS)
    sign_in(browser_as(), WORDS, 422)
    assert emails(make, EMAIL)[-1].subject == "Your password was changed"


def test_a_reset_link_ends_after_an_hour(anyone: Browser, make: Factories, someone: Person) -> None:
    with clock.at(clock.now() - timedelta(minutes=61)):
        anyone.send("/reset", {"email": EMAIL})
    path = link(make, EMAIL)
    assert anyone.get(path).status_code == 410
    assert anyone.force(path, {"password": OTHER_WORDS}).status_code == 410


def test_an_unknown_address_gets_the_same_answer_to_a_reset(
    anyone: Browser, browser_as: AsPerson, make: Factories, someone: Person
) -> None:
    other = "nobody@albertville.example"
    known = anyone.send("/reset", {"email": EMAIL}).get_data(as_text=True)
    unknown = browser_as().send("/reset", {"email": other}).get_data(as_text=True)
    assert Page(known).text == Page(unknown).text.replace(other, EMAIL)
    assert emails(make, other)[0].subject == "You have no account here"


def test_a_link_of_one_purpose_serves_no_other(
    anyone: Browser, make: Factories, someone: Person
) -> None:
    anyone.send("/reset", {"email": EMAIL})
    token = link(make, EMAIL).rsplit("/", 1)[1]
    assert anyone.get(f"/confirm/{token}").status_code == 410
    assert token not in {one.token_hash for one in make.all(EmailLink)}


def test_a_reset_also_confirms_the_address(anyone: Browser, make: Factories) -> None:
    sign_up(anyone)
    anyone.send("/reset", {"email": EMAIL})
    anyone.send(link(make, EMAIL), {"password": OTHER_WORDS})
    assert make.all(Person)[0].confirmed_at is not None


def test_changing_the_password_signs_out_every_other_browser(
    browser_as: AsPerson, make: Factories, someone: Person
) -> None:
    here, there = browser_as(someone), browser_as(someone)
    here.send(
        "/me/account", {"current_password": WORDS, "password": OTHER_WORDS}, action="/me/password"
    )
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert len(make.all(PersonSession)) == 1
    assert [e.verb for e in make.all(Event) if e.kind == "person"] == ["password_changed"]


def test_a_new_password_needs_the_old_one(
    browser_as: AsPerson, make: Factories, someone: Person
) -> None:
    browser = browser_as(someone)
    data = {"current_password": "not the one I use", "password": OTHER_WORDS}
    browser.send("/me/account", data, action="/me/password", status=422)
    sign_in(browser_as(), WORDS)


def test_changing_the_password_ends_links_on_their_way(
    anyone: Browser, browser_as: AsPerson, make: Factories, someone: Person
) -> None:
    anyone.send("/reset", {"email": EMAIL})
    path = link(make, EMAIL)
    here = browser_as(someone)
    here.send(
        "/me/account", {"current_password": WORDS, "password": OTHER_WORDS}, action="/me/password"
    )
    assert anyone.get(path).status_code == 410


def test_she_signs_out_everywhere_else(browser_as: AsPerson, someone: Person) -> None:
    here, there = browser_as(someone), browser_as(someone)
    here.send("/me/account", action="/me/sign-out-elsewhere")
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_others_cannot_change_an_account(anyone: Browser, someone: Person) -> None:
    assert anyone.force("/me/account", {"name": "Mallory"}).status_code == 401
    assert anyone.force("/me/password", {"password": OTHER_WORDS}).status_code == 401
    assert anyone.force("/me/sign-out-elsewhere").status_code == 401


# --- what a form sent too late shows again -------------------------------------------------


def every_form(kind: type = Form) -> set[type]:
    """All forms of the portal."""
    return {kind}.union(*map(every_form, kind.__subclasses__()))


def test_the_name_of_every_password_field_says_so(app: Flask) -> None:
    fields = [
        name
        for form in every_form()
        for name, value in vars(form).items()
        if getattr(value, "field_class", None) is PasswordField
    ]
    assert len(fields) >= 7
    assert [name for name in fields if "password" not in name] == []


def test_a_form_with_a_password_sent_after_signing_out_is_shown_without_it(
    browser_as: AsPerson, someone: Person
) -> None:
    browser = browser_as(someone)
    page = browser.read("/me/account")
    browser.force("/sign-out")
    words = {"current_password": WORDS, "password": OTHER_WORDS}
    shown = browser.send("/me/account", words, action="/me/password", page=page, status=401)
    assert "Sign in to send this" in shown.text
    again = browser.send(
        "/", {"email": EMAIL, "password": WORDS}, page=Page(shown.get_data(as_text=True))
    )
    assert Page(again.text).form("/me/password").names == {"csrf_token", "username"}
    for answer in (shown, again):
        assert WORDS not in answer.text
        assert OTHER_WORDS not in answer.text


def test_a_sign_in_sent_too_late_is_shown_again_without_the_password(
    anyone: Browser, someone: Person
) -> None:
    page = anyone.read("/sign-in")
    with anyone.session_transaction() as cookie:
        cookie.clear()
    shown = anyone.send("/", {"email": EMAIL, "password": WORDS}, page=page, status=400)
    assert EMAIL in shown.text
    assert WORDS not in shown.text


# --- one person, one account ---------------------------------------------------------------

SPELLINGS = [
    "ａｎａ@ｓｃｈｏｏｌｓ.example",
    "Ana@Schools.Example ",
    "ana@schools。example",
    "𝐚𝐧𝐚@schools.example",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_another_spelling_of_an_address_is_the_same_account(
    anyone: Browser, browser_as: AsPerson, make: Factories, spelling: str
) -> None:
    sign_up(anyone, spelling)
    anyone.send(link(make, "ana@schools.example"), {"password": WORDS})
    sign_up(browser_as(), "ana@schools.example")
    assert [one.email for one in make.all(Person)] == ["ana@schools.example"]
    for other in SPELLINGS:
        browser = browser_as()
        sign_in(browser, email=other)
        assert is_signed_in(browser)


def test_a_domain_of_another_script_is_kept_by_its_name_in_mail(make: Factories) -> None:
    for spelling in ("Jürgen@MÜNCHEN.example", "jürgen@xn--mnchen-3ya.example"):
        assert address(spelling) == "jürgen@xn--mnchen-3ya.example"
    assert address("no address at all") == "no address at all"
    assert address("a@b@c") == "a@b@c"
    assert address(None) is None
