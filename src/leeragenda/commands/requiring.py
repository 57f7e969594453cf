"""What a process cannot do without."""

import click

from settings import get_settings


def require_settings() -> None:
    """:raises click.ClickException: with every setting that this process cannot do without and that is not set well."""
    missing = get_settings().missing_for_production()
    if missing:
        raise click.ClickException("These settings are missing or not fit for production: " + ", ".join(missing))
