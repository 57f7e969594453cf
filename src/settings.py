"""The settings of one installation, read from environment variables with the prefix LEERAGENDA_."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

SHORTEST_SECRET = 32
DEVELOPMENT_SECRET = "development-only-secret-of-leeragenda"  # noqa: S105  refused in production by missing_for_production()


class OidcProvider(BaseModel):
    """A directory that people of one organisation sign in with (OpenID Connect)."""

    name: str
    """As people know it: "Sign in with <name>"."""
    slug: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    issuer: str
    client_id: str
    client_secret: SecretStr
    organisation: str
    """The slug of the organisation where new people get a role."""
    default_role: Literal["adviser", "admin", "programmer", "host", "viewer"] | None = "viewer"
    """What somebody gets at their first sign-in; null: only who has been invited comes in."""
    role_claim: str | None = None
    """The claim that names groups or roles, such as "groups"."""
    roles: dict[str, Literal["adviser", "admin", "programmer", "host", "viewer"]] = {}
    """Value of that claim -> role here; kept up to date at every sign-in."""


class Settings(BaseSettings):
    """Every field can be set as LEERAGENDA_<FIELD>; the defaults suit a development machine."""

    model_config = SettingsConfigDict(env_prefix="LEERAGENDA_", extra="ignore")

    environment: Literal["development", "production"] = "development"
    database_url: str = ""
    redis_url: str = ""
    smtp_url: str = ""
    mail_from: str = "Leeragenda <agenda@leeragenda.example>"
    mail_replies: Literal["plus", "off"] = "plus"
    """Whether answers to invitations come to name+token@domain of `mail_from`, which the mail server hands to us."""
    lmtp_listen: str = Field(default="", pattern=r"^$|^.+:[0-9]{1,5}$")
    """Where the worker takes mail by LMTP, as host:port; nowhere unless set."""
    mail_connections: int = Field(default=12, ge=1, le=100)
    """How many connections to the mail server each worker has at most."""
    mail_domain_connections: int = Field(default=8, ge=1)
    """On how many of those mail for one domain goes at once."""
    mail_domain_per_minute: int = Field(default=0, ge=0)
    """How many mails a minute each worker sends to one domain; 0 for any number."""
    public_url: str = "http://localhost:8000"
    secret_key: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    database_pool_size: int = 10
    oidc: list[OidcProvider] = []
    """Directories to sign in with, as a JSON list."""
    private_calendars: bool = False
    """Whether calendars and catalogues of others may be on the network of the server itself, as on an intranet."""
    proxies: int | None = Field(default=None, ge=0)
    """How many proxies stand before the web processes. Unset: one that is on this machine or its private network."""
    sign_ups_per_address: int = Field(default=60, ge=0)
    """How many sign-ups in ten minutes are taken from one internet address; 0 for any number."""
    sign_ups_per_session: int = Field(default=3000, ge=0)
    """How many sign-ups in a minute are taken for one session or edition; 0 for any number."""
    proof_of_work: Literal["off", "suspicious", "always"] = "off"
    """Whose browser has to do a sum before it can sign somebody up: at a busy address or session, or everybody's."""
    retention_months: int = Field(default=12, ge=1, le=120)
    """How many months after the last meeting the people who signed up for it are forgotten."""
    mailbox_dir: Path | None = None
    """Where `demo` keeps the mail it catches; /dev/mail shows it. Never set in production."""

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    def missing_for_production(self) -> list[str]:
        """The names of the variables that a production process cannot do without and that are not set well."""
        required = {
            "LEERAGENDA_DATABASE_URL": self.database_url,
            "LEERAGENDA_REDIS_URL": self.redis_url,
            "LEERAGENDA_SMTP_URL": self.smtp_url,
        }
        missing = [name for name, value in required.items() if not value]
        if self.is_production:
            missing += [name for name, ok in self._production_only().items() if not ok]
        return missing

    def _production_only(self) -> dict[str, bool]:
        secret = self.secret_key.get_secret_value()
        return {
            "LEERAGENDA_SECRET_KEY": secret != DEVELOPMENT_SECRET and len(secret) >= SHORTEST_SECRET,
            "LEERAGENDA_PUBLIC_URL": self.public_url.startswith("https://"),
            "LEERAGENDA_MAIL_FROM": ".example" not in self.mail_from,
            "LEERAGENDA_OIDC": all(provider.issuer.startswith("https://") for provider in self.oidc),
        }


@cache
def get_settings() -> Settings:
    return Settings()
