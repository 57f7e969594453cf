"""Runs the operation of a command on the database, and says what went wrong in one line for each mistake."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, TypeVar

import asyncpg
import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from database.engine import close_pool, open_pool
from places.errors import UnknownOrganisation
from refusals import Refusal
from tabular.errors import BadLines

_Result = TypeVar("_Result")

Report = Callable[[int, int], None]
"""Called with how much is done and how much there is."""


def run(operation: Callable[[], Awaitable[_Result]]) -> _Result:
    """Returns what the operation returns.

    :raises SystemExit: with code 1, after the reasons on stderr: it was refused, or there is no database.
    """
    try:
        return asyncio.run(_with_database(operation))
    except BadLines as bad:
        _fail(*(str(line) for line in bad.lines), f"{bad} Mistakes: {len(bad.lines)}.")
    except UnknownOrganisation as unknown:
        _fail(f"{unknown} Add it with: leeragenda organisation add SLUG NAME --kind library")
    except Refusal as refusal:
        _fail(str(refusal))
    except asyncpg.UndefinedTableError:
        _fail("The database has no tables yet. Run: leeragenda migrate")
    except (OSError, asyncpg.PostgresConnectionError, asyncpg.InvalidCatalogNameError) as error:
        _fail(f"The database cannot be reached. Is LEERAGENDA_DATABASE_URL right? ({error})")


@contextmanager
def progress_bar(description: str) -> Iterator[Report]:
    """Shows how far something is, on a terminal only; nobody wants it in a log."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(description, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


async def _with_database(operation: Callable[[], Awaitable[_Result]]) -> _Result:
    await open_pool()
    try:
        return await operation()
    finally:
        await close_pool()


def _fail(*lines: str) -> NoReturn:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(1)
