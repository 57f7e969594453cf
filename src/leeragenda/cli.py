"""The `leeragenda` command. Each of its commands is imported when it is used, so that it starts fast and small."""

from importlib import import_module
from typing import Final

import click

COMMANDS: Final = {
    "check": "leeragenda.commands.checking:check_command",
    "demo": "leeragenda.commands.demo:demo_command",
    "export": "leeragenda.commands.programme:export_group",
    "harvest": "leeragenda.commands.harvesting:harvest_command",
    "import": "leeragenda.commands.calendars:import_group",
    "mail": "leeragenda.commands.mail:mail_group",
    "migrate": "leeragenda.commands.migrating:migrate_command",
    "organisation": "leeragenda.commands.imports:organisation_group",
    "person": "leeragenda.commands.persons:person_group",
    "serve": "leeragenda.commands.serving:serve_command",
    "token": "leeragenda.commands.accounts:token_group",
    "user": "leeragenda.commands.accounts:user_group",
    "worker": "leeragenda.commands.working:worker_command",
}
"""Where each command stands, as module:name."""


class LazyGroup(click.Group):
    """A group of the commands in COMMANDS."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.group(cls=LazyGroup)
def main() -> None:
    """The agenda of learning at public libraries."""


if __name__ == "__main__":
    main(prog_name="leeragenda")
