"""`leeragenda user` and `leeragenda token`."""

import secrets
import sys

import click
from pydantic import ValidationError

from database.transaction import transaction
from identity.accounts import account_by_email, create_account, give_role
from identity.errors import UnknownAccount
from identity.roles import Role
from identity.tokens import create_token
from leeragenda.commands.running import run
from tabular.reasons import reason_of

GENERATED_BYTES = 15


@click.group("user")
def user_group() -> None:
    """Staff accounts."""


@click.group("token")
def token_group() -> None:
    """Tokens for the API."""


@user_group.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--organisation", required=True, metavar="SLUG", help="Where the role holds, and below it.")
@click.option("--name", default="", help="How colleagues know them.")
@click.option("--generate-password", is_flag=True, help="Make a password and show it, instead of asking for one.")
def add_user_command(email: str, role: str, organisation: str, name: str, generate_password: bool) -> None:
    """Give EMAIL a role at an organisation, with an account when there is none yet.

    Without a terminal to ask on, a password is made and shown.
    """
    exists = run(lambda: _has_account(email))
    generated = generate_password or not sys.stdin.isatty()
    password = None if exists else _generated_password() if generated else _asked_password()
    role_at = (Role(role), organisation)
    try:
        run(lambda: _add(email, name, password, *role_at))
    except ValidationError as error:
        raise click.ClickException("\n".join(str(reason_of(each)) for each in error.errors())) from error
    click.echo(f"{email.strip().lower()} is {role} of {organisation}")
    if password is not None and generated:
        click.echo(f"Password, shown only now: {password}")


@token_group.command("create")
@click.argument("email")
def create_token_command(email: str) -> None:
    """Make an API token for EMAIL and show it, once."""
    click.echo(run(lambda: create_token(email=email)))


async def _has_account(email: str) -> bool:
    try:
        await account_by_email(email)
    except UnknownAccount:
        return False
    return True


async def _add(email: str, name: str, password: str | None, role: Role, organisation: str) -> None:
    async with transaction():
        if password is not None:
            await create_account(email=email, name=name, password=password)
        await give_role(email=email, role=role, organisation_slug=organisation)


def _asked_password() -> str:
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password


def _generated_password() -> str:
    return secrets.token_urlsafe(GENERATED_BYTES)
