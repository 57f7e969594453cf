"""Kills workers with signal 9 while they send, and counts what that does: `KILLS` in the environment says how often.

After each kill the mail server knows what it took and the database what was marked as sent: what is in the first and
not in the second goes again, and nothing else does. Whatever else comes out ends the run with an AssertionError.
"""

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from bench.mail_sink import mail_sink, taken
from bench.mails import make_sessions, make_world
from bench.services import migrated_database
from database.transaction import execute, fetch, fetch_value

KILLS = int(os.environ.get("KILLS", "200"))
PEOPLE = 400
LONGEST_LIFE = 2.5
"""Seconds; a worker needs about one to begin."""
PATIENCE_SECONDS = 60
_WORKER = "from leeragenda.worker import run_worker; run_worker()"


@dataclass(slots=True)
class Outcome:
    """What came of the kills: `repeats` is how often each message should have gone again, `gaps` the seconds between
    the answer of the mail server and the kill, of those.
    """

    kills: int = 0
    messages: int = 0
    in_hand: int = 0
    repeats: Counter[UUID] = field(default_factory=Counter)
    gaps: list[float] = field(default_factory=list)


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="leeragenda-bench-") as directory:
        log = Path(directory) / "mails.log"
        with mail_sink(log) as port:
            async with migrated_database():
                await make_world()
                os.environ["LEERAGENDA_SMTP_URL"] = f"smtp://127.0.0.1:{port}"
                outcome = await kill_workers(KILLS, log, os.environ, random.Random())
    print(
        f"{outcome.kills} workers killed over {outcome.messages:,} messages, {outcome.in_hand} in hand at a kill:"
        f" none lost, {outcome.repeats.total()} sent once more with the same Message-ID,"
        f" taken at most {max(outcome.gaps, default=0) * 1000:.0f} ms before the kill"
    )


async def kill_workers(
    kills: int, log: Path, environment: Mapping[str, str], chance: random.Random, *, people: int = PEOPLE
) -> Outcome:
    """Let that many workers die in the middle of their work, and one finish it; `environment` is theirs.

    There must be a world to make sessions in. Raises AssertionError when a message is lost, or goes again that should
    not have.
    """
    outcome = Outcome(kills=kills)
    for _ in range(kills):
        await _add_messages(people)
        await _live_and_die(log, environment, chance, outcome)
    await _finish(environment)
    outcome.messages = await fetch_value("SELECT count(*) FROM message")
    await _check(log, outcome)
    return outcome


async def _add_messages(people: int) -> None:
    await make_sessions(1, people)
    await execute(
        "INSERT INTO message (kind, recipient, subject, registration, session)"
        " SELECT 'confirmation', email, 'registration:' || id, id, session FROM registration"
        " WHERE NOT EXISTS (SELECT FROM message WHERE message.registration = registration.id)"
    )


def _size(log: Path) -> int:
    return log.stat().st_size


async def _live_and_die(log: Path, environment: Mapping[str, str], chance: random.Random, outcome: Outcome) -> None:
    """One of four at any moment of its life, the others some time after their first mail."""
    size, before, dies_at = _size(log), len(taken(log)), time.monotonic() + chance.uniform(0, LONGEST_LIFE)
    with _worker(environment) as worker:
        if chance.random() < 0.75:
            while _size(log) == size:
                if worker.poll() is not None:
                    raise AssertionError("a worker ended by itself")
                await asyncio.sleep(0.005)
            dies_at = time.monotonic() + chance.uniform(0, 0.3)
        await asyncio.sleep(max(0, dies_at - time.monotonic()))
        worker.kill()
        killed_at = time.time()
    await asyncio.sleep(0.05)  # for the mail server to read what was on its way, and the database to end what it does
    in_hand = {row["id"] for row in await fetch("SELECT id FROM message WHERE state = 'sending'")}
    unmarked = {(at, name) for at, name in _ids(log)[before:] if name in in_hand}
    outcome.in_hand += len(in_hand)
    outcome.repeats.update(name for _, name in unmarked)
    outcome.gaps += [killed_at - at for at, _ in unmarked]
    await execute("UPDATE message SET claimed_until = now() WHERE state = 'sending'")  # as if its lease had ended


async def _finish(environment: Mapping[str, str]) -> None:
    with _worker(environment) as worker:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await fetch_value("SELECT count(*) FROM message WHERE state IN ('pending', 'sending')"):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        worker.terminate()


async def _check(log: Path, outcome: Outcome) -> None:
    times = Counter(name for _, name in _ids(log))
    sent = {row["id"] for row in await fetch("SELECT id FROM message WHERE state = 'sent'")}
    lost = outcome.messages - len(sent & set(times))
    if lost:
        raise AssertionError(f"{lost} messages were lost")
    wrong = {name for name in times if times[name] != 1 + outcome.repeats[name]}
    if wrong:
        raise AssertionError(f"{len(wrong)} messages went more or less often than the kills explain")


def _worker(environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _WORKER]
    return subprocess.Popen(command, env=dict(environment), stderr=subprocess.DEVNULL)  # noqa: S603


def _ids(log: Path) -> list[tuple[float, UUID]]:
    return [(at, UUID(name.partition("@")[0])) for at, name in taken(log)]
