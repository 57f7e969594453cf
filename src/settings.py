"""The settings of one installation, read from environment variables with the prefix LEERAGENDA_."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

SHORTEST_SECRET = 32
DEVELOPMENT_SECRET = "development-only-secret-of-leeragenda"  # noqa: S105  refused in production by missing_for_production()


class Settings(BaseSettings):
    """Every field can be set as LEERAGENDA_<FIELD>; the defaults suit a development machine."""

    model_config = SettingsConfigDict(env_prefix="LEERAGENDA_", extra="ignore")

    environment: Literal["development", "production"] = "development"
    database_url: str = ""
    redis_url: str = ""
    smtp_url: str = ""
    mail_from: str = "Leeragenda <agenda@leeragenda.example>"
    public_url: str = "http://localhost:8000"
    secret_key: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    database_pool_size: int = 10
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
        }


@cache
def get_settings() -> Settings:
    return Settings()
