"""Settings: environment variables RPP_…, typed, in one place."""

import os
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

# Names of this very machine.
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
ROOT = Path(__file__).resolve().parent.parent
PREFIX = "RPP_"
# Variables that are no settings of the portal: one command and the tests read them.
OTHERS = frozenset({"RPP_ADMIN_PASSWORD", "RPP_CHECK_DATA"})

# What each setting must be, where it can be wrong; the value itself may hold a password.
FORMS = {
    "database_url": "postgresql+psycopg://user:password@host/database, or sqlite:////path/to/file",
    "datacite_url": "https://api.datacite.org, or https://api.test.datacite.org to try it",
    "datacite_prefix": "the prefix that DataCite gave the repository, such as 10.5072",
    "llm_url": "the address of an OpenAI-compatible API, such as https://api.example.org/v1",
    "redis_url": "redis://host:6379/0",
    "site_url": "the address that people use, such as https://commons.example.org",
    "smtp_url": "smtp://user:password@host:587, or smtps://… for TLS from the start",
    "secret_key": "at least 32 random characters; unset it to have one made in the instance folder",
    "proxies": "the number of reverse proxies in front, such as 0 or 1",
    "demo": "1 or 0",
    "rate_limits": "1 or 0",
    "instance": "a folder",
}


class WrongSettings(Exception):
    """The portal cannot start with these settings; the message says why, one sentence a line."""


class Settings(BaseSettings):
    """What an operator may set; with nothing set all runs on SQLite in `instance/`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, validate_default=False)

    instance: Path = ROOT / "instance"
    database_url: str = ""
    redis_url: str = ""
    # Where people find the portal, e.g. https://commons.example: e-mail links there.
    site_url: str = ""
    smtp_url: str = ""
    # DOIs: the address of DataCite's REST API, and the account there. All four, or none.
    datacite_url: str = ""
    datacite_prefix: str = ""
    datacite_repository: str = ""
    datacite_password: str = ""
    # The folder of the model that reads meaning, where not the installed one; "off" for none.
    embedding_model: str = ""
    # Summaries of answers: an OpenAI-compatible API (…/chat/completions), its model, its key.
    # With none set, no text is generated and no question leaves the machine.
    llm_url: str = ""
    llm_model: str = ""
    llm_key: str = Field("", repr=False)
    mail_from: str = "RPP Commons <no-reply@localhost>"
    secret_key: str = ""
    proxies: int = Field(0, ge=0, description="how many reverse proxies are in front")
    # Whether browsers must use https for every subdomain of the portal's name as well.
    hsts_subdomains: bool = False
    demo: bool = False
    rate_limits: bool = True
    help_email: str = "help@commons.example"
    # In which days and hours are said on pages that belong to no network (its IANA name).
    time_zone: str = "America/New_York"

    @field_validator("time_zone")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"{name!r} is no time zone; an example is America/Chicago")
        return name

    @field_validator(
        *("database_url", "redis_url", "site_url", "smtp_url", "secret_key"),
        *("datacite_url", "datacite_prefix", "llm_url"),
    )
    @classmethod
    def _has_its_form(cls, value: str, field: ValidationInfo) -> str:
        name = field.field_name or ""
        if (value or name == "secret_key") and not SOUND[name](value):
            raise ValueError
        return value

    @property
    def url(self) -> str:
        """The database address, SQLite in the instance folder unless one is set."""
        return self.database_url or f"sqlite:///{self.instance.resolve() / 'rpp.sqlite3'}"

    def key(self) -> str:
        """The secret key: the one set, else one made once in the instance folder (mode 0600)."""
        if self.secret_key:
            return self.secret_key
        path = self.folder() / "secret_key"
        # O_EXCL: of two processes that start together one writes and the other reads.
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            key = secrets.token_hex(32)
            file.write(key)
        return key

    def folder(self) -> Path:
        """The instance folder, which is made for its owner alone."""
        self.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.instance

    def private_paths(self) -> Iterator[Path]:
        """What holds people's data or the key and is there: the folder first, then its files."""
        from sqlalchemy.engine import make_url

        database = make_url(self.url).database if self.url.startswith("sqlite") else None
        folders = (self.instance, self.instance / "attachments")
        files = [self.instance / "secret_key", *(self.instance / "attachments").glob("*")]
        if database:
            files += [Path(f"{database}{end}") for end in ("", "-wal", "-shm")]
        yield from (path for path in (*folders, *files) if path.exists())

    def refuse_an_open_demo(self) -> None:
        """Raise WrongSettings where strangers could sign in as anyone."""
        name = urlsplit(self.site_url).hostname or ""
        if self.demo and (self.proxies or (name and name not in HERE)):
            says = "RPP_PROXIES" if self.proxies else "RPP_SITE_URL"
            raise WrongSettings(
                f"RPP_DEMO is on, and {says} says that the portal is reached from outside: "
                "anyone could sign in as anyone, administrators too. Unset one of them."
            )

    def refuse_half_a_datacite(self) -> None:
        """Raise WrongSettings where DOIs lead nowhere, or to what is invented."""
        given = {f"{PREFIX}DATACITE_{name}".upper(): value for name, value in self._datacite()}
        if not any(given.values()):
            return
        missing = [name for name, value in given.items() if not value]
        if not self.site_url:
            missing.append("RPP_SITE_URL")
        if missing:
            raise WrongSettings(
                f"To register DOIs, set {' and '.join(missing)} as well: a DOI leads to an address."
            )
        if self.demo:
            raise WrongSettings(
                "RPP_DEMO is on, and RPP_DATACITE_URL is set: DOIs are for good, and the briefs of "
                "the demo are invented. Unset one of them."
            )

    def _datacite(self) -> Iterator[tuple[str, str]]:
        yield "url", self.datacite_url
        yield "prefix", self.datacite_prefix
        yield "repository", self.datacite_repository
        yield "password", self.datacite_password


def _web(value: str) -> bool:
    parts = urlsplit(value)
    plain = not (parts.query or parts.fragment or parts.username)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain


def _database(value: str) -> bool:
    # Here: counting an election loads no database.
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(value)
    except ArgumentError:
        return False
    return url.drivername in ("sqlite", "postgresql+psycopg") and bool(url.database)


def _mail(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0


def _registry(value: str) -> bool:
    # A password goes there: https, or this very machine.
    return _web(value) and (value.startswith("https:") or urlsplit(value).hostname in HERE)


# A check may also raise ValueError, as urlsplit does.
SOUND: dict[str, Callable[[str], bool]] = {
    "database_url": _database,
    "redis_url": lambda value: urlsplit(value).scheme in ("redis", "rediss", "unix"),
    "site_url": _web,
    "smtp_url": _mail,
    "datacite_url": _registry,
    "llm_url": _web,
    "datacite_prefix": lambda value: re.fullmatch(r"10\.\d{4,9}", value) is not None,
    "secret_key": lambda value: bool(value.strip()),
}


def read() -> Settings:
    """The settings of this process; WrongSettings where one is wrong or its name is unknown."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    wrong = [
        f"{name} is not a setting of this portal. Is it misspelled? Known: "
        f"{', '.join(sorted(known))}."
        for name in sorted(os.environ)
        if name.startswith(PREFIX) and name not in known | OTHERS
    ]
    try:
        settings = Settings()
    except ValidationError as error:
        names = dict.fromkeys(str(one["loc"][0]) for one in error.errors())
        wrong += [f"{PREFIX}{name.upper()} must be {FORMS.get(name, 'a text')}." for name in names]
    if wrong:
        raise WrongSettings("\n".join(wrong))
    return settings
