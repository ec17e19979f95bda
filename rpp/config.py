"""Settings: environment variables RPP_…, typed, in one place."""

import os
import secrets
from pathlib import Path
from zoneinfo import available_timezones

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What an operator may set; with nothing set all runs on SQLite in `instance/`."""

    model_config = SettingsConfigDict(env_prefix="RPP_")

    instance: Path = ROOT / "instance"
    database_url: str = ""
    redis_url: str = ""
    # Where people find the portal, e.g. https://commons.example: letters link there.
    site_url: str = ""
    smtp_url: str = ""
    mail_from: str = "RPP Commons <no-reply@localhost>"
    secret_key: str = ""
    proxies: int = Field(0, ge=0, description="how many reverse proxies stand in front")
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

    @property
    def url(self) -> str:
        """The database address, SQLite in the instance folder unless one is set."""
        return self.database_url or f"sqlite:///{self.instance.resolve() / 'rpp.sqlite3'}"

    def key(self) -> str:
        """The secret key: the one set, else one made once in the instance folder (mode 0600)."""
        if self.secret_key:
            return self.secret_key
        self.instance.mkdir(parents=True, exist_ok=True)
        path = self.instance / "secret_key"
        # O_EXCL: of two processes that start together one writes and the other reads.
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            key = secrets.token_hex(32)
            file.write(key)
        return key
