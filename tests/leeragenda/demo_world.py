"""The demo world of a day: seeded once a process, and copied for each test that begins with it."""

import os
from datetime import date, datetime
from urllib.parse import urlsplit

import asyncpg

from database.engine import close_pool, open_pool
from leeragenda.demo.seeding import seed

_seeded: set[date] = set()


async def have_demo_world(now: datetime) -> None:
    """Fills the database of this process as `seed` does, in a third of its time when another test had that day."""
    day = now.date()
    if day not in _seeded:
        await seed(now)
        await _replace(_kept(day), by=_own())
        _seeded.add(day)
    else:
        await _replace(_own(), by=_kept(day))


async def _replace(name: str, *, by: str) -> None:
    """Nobody may be connected to the database that is copied, or to the one that goes."""
    await close_pool()
    connection = await asyncpg.connect(_address().replace(f"/{_own()}", "/postgres"))
    await connection.execute(f"DROP DATABASE IF EXISTS {name}")
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE {by}")
    await connection.close()
    await open_pool()


def _address() -> str:
    return os.environ["LEERAGENDA_DATABASE_URL"]


def _own() -> str:
    return urlsplit(_address()).path.removeprefix("/")


def _kept(day: date) -> str:
    return f"{_own()}_{day:%Y%m%d}"
