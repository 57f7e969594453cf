"""The worker process: arq with our jobs. It ends with exit code 1 when Redis is lost; a supervisor starts it again."""

import asyncio
import json
import logging
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
import uvloop
from arq import cron
from arq.cron import CronJob
from arq.worker import Worker, func
from redis.exceptions import RedisError

from agenda.content_version import fold_changes
from agenda.feed_store import purge_feeds
from agenda.own_data import forget_past
from agenda.rendering_ahead import Ahead
from content_links.harvesting.checking_links import check_links
from content_links.harvesting.reading_catalogues import harvest_due
from content_links.licensing.turning import turn_licences
from content_links.procuring.stepping import follow_terms
from content_links.suggesting.counting_words import count_words
from content_links.telling import tell_of_dead_links, tell_of_ending_licences
from database.engine import close_pool, open_pool
from events.calendars_in.polling import poll_due
from events.minimums import warn_below_minimum
from events.offering import expire_offers, move_waiting_lists
from events.reconfirming import ask_who_still_comes
from events.scheduling import extend_horizon
from identity.sessions import purge_sessions
from identity.throttling import purge_failures
from leeragenda.job_queue import open_queue, serialize_job
from leeragenda.logging import configure_logging
from notifications import jobs
from notifications.envelopes import reply_addresses
from outbox.relay import RELAY_JOB
from settings import Settings, get_settings

JOB_SECONDS = 60
STOPPING_SECONDS = 10
_log = structlog.get_logger(__name__)


def run_worker() -> None:
    """Run until SIGINT or SIGTERM, which let the jobs at hand finish; exit with 1 when a service is gone."""
    settings = get_settings()
    configure_logging(settings)
    # arq says twice for each job that it ran: two lines a second that tell nothing.
    logging.getLogger("arq").setLevel(logging.WARNING)
    try:
        uvloop.run(_run(settings))
    except (RedisError, OSError) as error:
        _log.error("worker_lost_service", error=f"{type(error).__name__}: {error}")
        sys.exit(1)


async def _run(settings: Settings) -> None:
    async with _services(settings) as context:
        worker = create_worker(settings, context)
        try:
            await worker.async_run()
        except asyncio.CancelledError:  # how arq ends after a signal
            await worker.close()
        finally:
            await _finish_jobs(worker)


@asynccontextmanager
async def _services(settings: Settings) -> AsyncIterator[jobs.Context]:
    await open_pool()
    try:
        async with jobs.delivering(settings) as delivery, _receiving(settings):
            yield {"delivery": delivery, "relaying": asyncio.Lock(), "ahead": Ahead()}
    finally:
        await close_pool()


@asynccontextmanager
async def _receiving(settings: Settings) -> AsyncIterator[None]:
    """Takes mail, where it is wanted: most installations pipe it to `leeragenda mail receive`."""
    if not settings.lmtp_listen:
        yield
        return
    from notifications.lmtp import receiving  # noqa: PLC0415  needs a package that others can do without

    async with receiving(settings.lmtp_listen, reply_addresses(settings)) as port:
        _log.info("receiving_mail", port=port)
        yield


async def _finish_jobs(worker: Worker) -> None:
    """Without Redis too: a mail at hand is better marked as sent than sent again."""
    if worker.tasks:
        await asyncio.wait(worker.tasks.values(), timeout=STOPPING_SECONDS)


def create_worker(settings: Settings, context: jobs.Context) -> Worker:
    """A worker of the current event loop, which takes over the handling of signals."""
    return Worker(
        functions=[func(jobs.relay, name=RELAY_JOB, keep_result=0)],
        cron_jobs=crons(),
        redis_pool=open_queue(settings.redis_url),
        ctx=context,
        job_completion_wait=STOPPING_SECONDS,
        max_jobs=100,
        poll_delay=0.05,
        job_timeout=JOB_SECONDS,
        keep_result=0,
        health_check_interval=30,
        health_check_key=f"leeragenda:worker:{socket.gethostname()}:{os.getpid()}",
        job_serializer=serialize_job,
        job_deserializer=json.loads,
        log_results=False,
    )


def crons() -> list[CronJob]:
    """Each "does what is due": arq does not catch up on what it missed. With many workers each runs once."""
    every_second = set(range(60))
    return [
        cron(jobs.relay, name="cron:relay", second=every_second),
        cron(render_ahead, name="cron:render_ahead", second=set(range(0, 60, 2)), run_at_startup=True),
        cron(tidy_feeds, name="cron:tidy_feeds", second=45),
        cron(jobs.plan_reminders, name="cron:plan_reminders", second=5, run_at_startup=True),
        cron(jobs.purge, name="cron:purge", hour=3, minute=17, second=0),
        cron(purge_sign_ins, name="cron:purge_sign_ins", hour=3, minute=27, second=0),
        cron(forget_people, name="cron:forget_people", hour=3, minute=37, second=0, run_at_startup=True, timeout=900),
        cron(plan_sessions, name="cron:plan_sessions", hour=2, minute=47, second=0, run_at_startup=True, timeout=900),
        cron(move_registrations, name="cron:move_registrations", second=35, run_at_startup=True),
        # Every few minutes, so that it is soon after midnight here, whatever the clock of the machine says.
        cron(follow_licences, name="cron:follow_licences", minute=set(range(0, 60, 5)), second=2, run_at_startup=True),
        cron(count_words_again, name="cron:count_words", minute=41, second=20, run_at_startup=True),
        cron(warn_of_few_people, name="cron:warn_of_few_people", minute=11, second=50),
        cron(tell_of_content, name="cron:tell_of_content", minute=13, second=50, run_at_startup=True),
        cron(poll_calendars, name="cron:poll_calendars", minute=set(range(3, 60, 5)), second=23, timeout=900),
        cron(read_catalogues, name="cron:read_catalogues", second=41, timeout=900),
        cron(check_addresses, name="cron:check_addresses", minute=set(range(7, 60, 10)), second=53, timeout=900),
    ]


async def render_ahead(ctx: jobs.Context) -> None:
    """Render the sessions that changed, so that the next calendar that is asked for need not."""
    ahead: Ahead = ctx["ahead"]
    if rendered := await ahead.render():
        _log.info("sessions_rendered", rendered=rendered)


async def tidy_feeds(ctx: jobs.Context) -> None:  # noqa: ARG001  arq passes it by name
    """Keep what feeds are kept by small."""
    await fold_changes()
    await purge_feeds()


async def purge_sign_ins(ctx: jobs.Context) -> None:  # noqa: ARG001  arq passes it by name
    """Forget browsers whose time is up, and failures that no longer count."""
    await purge_sessions()
    await purge_failures()


async def forget_people(ctx: jobs.Context) -> None:  # noqa: ARG001  arq passes it by name
    """Forget who came long ago, and what people needed for what has been."""
    _log.info("people_forgotten", number=await forget_past(months=get_settings().retention_months))


async def plan_sessions(ctx: jobs.Context) -> None:  # noqa: ARG001  arq passes it by name
    """Make the sessions that have come within the horizon."""
    made = await extend_horizon()
    _log.info("sessions_planned", made=made)


async def move_registrations(ctx: jobs.Context) -> None:  # noqa: ARG001  arq passes it by name
    """End the offers that nobody took, offer what is free, and ask who still comes."""
    ended, lists, asked = await expire_offers(), await move_waiting_lists(), await ask_who_still_comes()
    _log.info("registrations_moved", ended=ended, lists=lists, asked=asked)


async def follow_licences(ctx: jobs.Context) -> None:  # noqa: ARG001  arq passes it by name
    """Let calendars follow the licences that began or ended, and procurement too."""
    _log.info("licences_turned", number=await turn_licences(), packages=await follow_terms())


async def warn_of_few_people(ctx: jobs.Context) -> None:  # noqa: ARG001  arq passes it by name
    """Tell organisations what begins soon with fewer people than it needs."""
    _log.info("few_people", told=await warn_below_minimum())


async def tell_of_content(ctx: jobs.Context) -> None:  # noqa: ARG001  arq passes it by name
    """Tell organisations of addresses that are dead, and of licences that end too soon."""
    _log.info("content_told", dead=await tell_of_dead_links(), licences=await tell_of_ending_licences())


async def poll_calendars(ctx: jobs.Context) -> None:  # noqa: ARG001  arq passes it by name
    """Ask the calendars of other systems whose turn it is."""
    await poll_due()


async def read_catalogues(ctx: jobs.Context) -> None:  # noqa: ARG001  arq passes it by name
    """Read the catalogues of packages whose turn it is."""
    await harvest_due()


async def check_addresses(ctx: jobs.Context) -> None:  # noqa: ARG001  arq passes it by name
    """Look whether the addresses of packages still answer."""
    await check_links()


async def count_words_again(ctx: jobs.Context) -> None:  # noqa: ARG001  arq passes it by name
    """Let suggestions go by the words that packages and activities have now."""
    await count_words()
