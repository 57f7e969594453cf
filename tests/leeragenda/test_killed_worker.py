"""A worker that is killed while it sends: bench/kill_worker.py does the same two hundred times."""

import os
import random
from pathlib import Path

import pytest

from bench.kill_worker import kill_workers
from bench.mail_sink import mail_sink
from bench.mails import make_world
from devservices.valkey import start_valkey
from settings import get_settings

pytestmark = pytest.mark.usefixtures("database")


async def test_killed_workers_lose_nothing_and_repeat_only_what_was_not_marked(tmp_path: Path) -> None:
    log = tmp_path / "mails.log"
    await make_world()
    with mail_sink(log) as port, start_valkey(data_dir=tmp_path / "valkey") as valkey:
        services = {
            "LEERAGENDA_DATABASE_URL": get_settings().database_url,
            "LEERAGENDA_REDIS_URL": valkey.url,
            "LEERAGENDA_SMTP_URL": f"smtp://127.0.0.1:{port}",
        }

        outcome = await kill_workers(4, log, os.environ | services, random.Random(24), people=150)  # noqa: S311  chance, no secret

    assert (outcome.kills, outcome.messages) == (4, 600)
    assert outcome.in_hand > 0
