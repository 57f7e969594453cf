"""How fast mails are planned, written and handed over, beside what aiosmtplib does with a mail that is ready.

All in one run, into the same sink: a process of its own that takes everything. `MAILS` in the environment sets how
many reminders there are.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from aiosmtplib import SMTP

from bench.mail_sink import mail_sink, taken
from bench.services import migrated_database
from database.transaction import execute, fetch_value
from events.editing import cancel_session
from events.tables import Activity, Edition
from events.vocabulary import ActivityKind, Form, RegistrationPolicy, WsobFunction
from leeragenda.job_queue import open_queue
from notifications.jobs import delivering
from notifications.reminders import sweep_reminders
from notifications.transport import Connection
from outbox.relay import nudge
from places.tables import Location, Organisation
from places.vocabulary import LocationKind, OrganisationKind
from settings import get_settings

MAILS = int(os.environ.get("MAILS", "100000"))
PER_SESSION = 20
BASELINE_MAILS = 10_000
CROWD = 500
MORNING = datetime.now(ZoneInfo("Europe/Amsterdam")).replace(hour=10)
"""When reminders are due; none are at night."""


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="leeragenda-bench-") as directory:
        log = Path(directory) / "mails.log"
        with mail_sink(log) as port:
            os.environ["LEERAGENDA_SMTP_URL"] = f"smtp://127.0.0.1:{port}"
            async with migrated_database():
                await make_world()
                await _cancellation(log)
                await _reminders(port, log)


async def _reminders(port: int, log: Path) -> None:
    sessions = MAILS // PER_SESSION
    await execute("DELETE FROM message")
    await make_sessions(sessions, PER_SESSION)
    planned, seconds = await _plan()
    print(f"{planned:,} reminders planned in {seconds:.1f} s: {planned / seconds:,.0f}/s")
    sample = await _sample()
    baselines = {connections: await _baseline(port, sample, connections) for connections in (4, 8, 16)}
    print("aiosmtplib, a mail that is ready: " + ", ".join(f"{n}: {rate:,.0f}/s" for n, rate in baselines.items()))
    for workers in (1, 2):
        await execute("UPDATE message SET state = 'pending', sent_at = NULL")
        rate = await _delivered(log, planned, workers)
        share = rate / max(baselines.values())
        print(f"delivered by {workers} workers: {rate:,.0f}/s, {share:.2f} of the best of aiosmtplib")


async def _plan() -> tuple[int, float]:
    began = time.perf_counter()
    planned = await sweep_reminders(MORNING)
    took = time.perf_counter() - began
    await execute("UPDATE message SET due_at = now()")
    return planned, took


async def _sample() -> bytes:
    """One of the mails, as it goes out."""
    sample: list[bytes] = []

    async def keep(_connection: object, _recipient: str, content: bytes, **_options: object) -> None:
        sample.append(content)

    async with delivering(get_settings()) as delivery:
        send, Connection.send = Connection.send, keep  # type: ignore[method-assign] # of one mail, not handed over
        try:
            await delivery.deliver(1)
        finally:
            Connection.send = send  # type: ignore[method-assign]
    return sample[0]


async def _baseline(port: int, mail: bytes, connections: int) -> float:
    """Mails a second."""
    left = iter(range(BASELINE_MAILS))

    async def send() -> None:
        async with SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
            for _ in left:
                await client.sendmail("agenda@leeragenda.example", ["reader@reader.example"], mail)

    began = time.perf_counter()
    await asyncio.gather(*(send() for _ in range(connections)))
    return BASELINE_MAILS / (time.perf_counter() - began)


async def _delivered(log: Path, number: int, workers: int) -> float:
    """Mails a second, from the first to the last that the sink took."""
    before = len(taken(log))
    with _workers(workers):
        while await fetch_value("SELECT count(*) FROM message WHERE state <> 'sent'"):  # noqa: ASYNC110  others do it
            await asyncio.sleep(0.5)
    times = [at for at, _ in taken(log)[before:]]
    if len(times) != number:
        raise AssertionError(f"{len(times)} mails for {number} messages")
    return number / (times[-1] - times[0])


@contextmanager
def _workers(number: int) -> Iterator[None]:
    command = [sys.executable, "-c", "from leeragenda.worker import run_worker; run_worker()"]
    running = [subprocess.Popen(command, stderr=None) for _ in range(number)]  # noqa: S603
    try:
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


async def _cancellation(log: Path) -> None:
    """From the operation behind the click until all are with the mail server."""
    await make_sessions(1, CROWD, days=14)
    session = await fetch_value("SELECT id FROM session")
    queue = open_queue(get_settings().redis_url)
    with _workers(1):
        await asyncio.sleep(5)  # for it to begin
        before, clicked = len(taken(log)), time.time()
        await cancel_session(session, reason="De docent is ziek")
        await nudge(queue)
        while len(taken(log)) < before + CROWD:  # noqa: ASYNC110  the worker does it
            await asyncio.sleep(0.05)
    await queue.aclose()
    print(f"{CROWD} people told that a meeting is cancelled: {taken(log)[-1][0] - clicked:.2f} s from the click")


async def make_world() -> None:
    organisation = Organisation(slug="bench", name="Bench", kind=OrganisationKind.LIBRARY)
    await organisation.save()
    location = Location(
        organisation=organisation.id,
        key="centrale",
        slug="centrale",
        name="Centrale",
        kind=LocationKind.BRANCH,
        timezone="Europe/Amsterdam",
    )
    await location.save()
    activity = Activity(
        organisation=organisation.id,
        key="klik",
        slug="klik",
        title="Klik & Tik",
        kind=ActivityKind.COURSE,
        form=Form.SINGLE,
        wsob_function=WsobFunction.DEVELOPMENT_EDUCATION,
        registration_policy=RegistrationPolicy.REQUIRED,
        reminder_days=[1],
    )
    await activity.save()
    await Edition(activity=activity.id, location=location.id, first_day=date(2026, 1, 5)).save()


async def make_sessions(number: int, people: int, *, days: int = 1) -> None:
    """So many sessions tomorrow, with so many people each; they signed up a month ago."""
    await execute(_SESSIONS, number, MORNING + timedelta(days=days))
    await execute(_PEOPLE, people)


_SESSIONS = """
INSERT INTO session (id, edition, location, starts_at, ends_at, capacity)
SELECT gen_random_uuid(), edition.id, edition.location, moment, moment + interval '2 hours', 1000
FROM edition, (SELECT date_trunc('hour', $2::timestamptz) AS moment) AS at, generate_series(1, $1::int)
"""
_PEOPLE = """
INSERT INTO registration (id, session, name, email, locale, state, party_size, created_at, changed_at)
SELECT gen_random_uuid(), session.id, 'Lezer ' || number,
  'lezer' || number || '.' || left(session.id::text, 8) || '@mail' || number % 10 || '.example',
  'nl', 'confirmed', 1, now() - interval '30 days', now() - interval '30 days'
FROM session, generate_series(1, $1::int) AS number
WHERE NOT EXISTS (SELECT FROM registration WHERE registration.session = session.id)
"""
