"""Calendars to subscribe to: how many a second, beside constant answers of the same size from the same server."""

import asyncio
import os
import statistics
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import icalendar

from agenda import feeds, rendering
from agenda.content_version import fold_changes
from agenda.filters import AgendaFilters
from agenda.rendering_ahead import Ahead
from bench.load import load
from bench.pages import add_sessions, exactly_a_thousand_coming_sessions
from bench.processor_time import processes_below
from bench.services import migrated_database, web_server
from content_links.linked import packages_of_sessions
from database.transaction import execute, fetch, fetch_value
from leeragenda.demo.seeding import seed

ROUNDS = 3
WRITES = 15
MANY = 10_000


async def main() -> None:
    async with migrated_database():
        await seed(datetime.now(UTC))
        await exactly_a_thousand_coming_sessions()
        await fold_changes()  # as the worker does each minute
        address = f"/agenda.ics?from={datetime.now(UTC).date()}"
        with web_server(workers=2) as port:
            await _rates(port, address)
            await _after_writes(port, address)
        await _cold()
        with web_server(workers=2) as port:
            await _memory(port)


async def _rates(port: int, address: str) -> None:
    for headers in ({}, {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "br"}):
        body, tag = await asyncio.to_thread(_get, port, address, headers)
        name = f"{headers.get('Accept-Encoding', 'as it is')}, {len(body) / 1000:.0f} kB"
        await _side_by_side(port, name, f"/bench/constant/{len(body)}", address, headers)
    known = {"If-None-Match": tag}
    # Who asks at the same time shares one look at the version of the content: many calendars cost less than few.
    for connections in (16, 64):
        name = f"304, {connections} at once"
        await _side_by_side(port, name, "/bench/unchanged", address, known, status=304, connections=connections)


async def _side_by_side(
    port: int,
    name: str,
    constant: str,
    address: str,
    headers: dict[str, str],
    *,
    status: int = 200,
    connections: int = 16,
) -> None:
    """In turn, because a shared machine is faster at one moment than at another."""
    rates = []
    for _round in range(ROUNDS):
        both = [
            await load(port, path, seconds=3, headers=headers, status=status, connections=connections)
            for path in (constant, address)
        ]
        rates.append((both[1].rate / both[0].rate, both[0], both[1]))
    ratio, other, ours = sorted(rates, key=lambda each: each[0])[ROUNDS // 2]
    print(
        f"feed of 1,000, {name:17} {ours.rate:7.0f}/s  constant {other.rate:7.0f}/s  ratio {ratio:.2f}"
        f" ({min(rates)[0]:.2f} to {max(rates)[0]:.2f})  processor time {ours.processor:.2f} and"
        f" {other.processor:.2f} ms"
    )


async def _after_writes(port: int, address: str) -> None:
    for name, write in (
        ("a session", "UPDATE session SET note = note || '.' WHERE id = (SELECT id FROM session LIMIT 1)"),
        ("something else", "UPDATE location SET slug = slug WHERE id = (SELECT id FROM location LIMIT 1)"),
        ("the busiest branch", "UPDATE location SET name = name || '.' WHERE id = (SELECT location FROM session"
         " WHERE starts_at > now() GROUP BY location ORDER BY count(*) DESC LIMIT 1)"),
    ):  # fmt: skip
        took = []
        for _write in range(WRITES):
            await execute(write)
            began = time.perf_counter()
            await asyncio.to_thread(_get, port, address, {})
            took.append((time.perf_counter() - began) * 1000)
        print(f"right after a change of {name:20} median {statistics.median(took):.1f} ms, slowest {max(took):.1f} ms")


async def _cold() -> None:
    await add_sessions(MANY - await fetch_value("SELECT count(*) FROM session WHERE starts_at > now()"))
    await execute("ANALYZE")
    began = time.perf_counter()
    rendered = await Ahead().render()
    print(f"VEVENTs rendered ahead: {rendered / (time.perf_counter() - began):.0f}/s")
    await execute("ANALYZE")
    began = time.perf_counter()
    built = await _built_by_icalendar()
    slow = time.perf_counter() - began
    usual = (feeds.MOST_BYTES, feeds._MOST_EVENTS)  # noqa: SLF001
    for name, most in (("all in one", (100_000_000, 2 * MANY)), ("under 1 MB", usual)):
        feeds.MOST_BYTES, feeds._MOST_EVENTS = most  # type: ignore[misc]  # noqa: SLF001
        took = []
        for _round in range(5):
            began = time.perf_counter()
            body = (await feeds.agenda_feed(AgendaFilters())).body
            took.append(time.perf_counter() - began)
        print(
            f"cold feed of {MANY:,}, {name}: {statistics.median(took) * 1000:.0f} ms, {body.count(b'BEGIN:VEVENT'):,}"
            f" events; icalendar {slow:.2f} s for {built:,}: {slow / statistics.median(took):.0f} times"
        )


async def _built_by_icalendar() -> int:
    """The same events from the same rows, as one would write it without us; how many."""
    ids = [row["id"] for row in await fetch("SELECT id FROM session WHERE starts_at > now() - interval '30 days'")]
    rows = [rendering.Shown(**record) for record in await fetch(rendering._SESSIONS, ids)]  # noqa: SLF001
    packages = await packages_of_sessions(ids)
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//bench//")
    for row in rows:
        calendar.add_component(_component(rendering.event_of(row, packages[row.id])))
    calendar.add_missing_timezones()
    return calendar.to_ical().count(b"BEGIN:VEVENT")


def _component(event: rendering.Event) -> icalendar.Event:
    component = icalendar.Event()
    for name, value in (
        ("uid", event.uid), ("dtstamp", event.modified_at), ("created", event.created_at),
        ("last-modified", event.modified_at), ("sequence", event.sequence), ("status", event.status),
        ("summary", event.summary), ("description", event.description), ("location", event.location),
        ("url", event.url), ("categories", list(event.categories)),
    ):  # fmt: skip
        component.add(name, value)
    component.add("dtstart", event.starts_at.astimezone(feeds._WINDOW_ZONE))  # noqa: SLF001
    component.add("dtend", event.ends_at.astimezone(feeds._WINDOW_ZONE))  # noqa: SLF001
    if event.geo:
        component.add("geo", event.geo)
    return component


async def _memory(port: int) -> None:
    for headers in ({}, {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "br"}):
        await load(port, "/agenda.ics", seconds=2, headers=headers)
    sizes = ", ".join(f"{_proportional_megabytes(pid):.0f}" for pid in processes_below(os.getpid()) if _is_server(pid))
    print(f"memory of the server's parent and processes while serving a feed of {MANY:,}: {sizes} MB")


def _is_server(pid: int) -> bool:
    return b"granian" in Path(f"/proc/{pid}/cmdline").read_bytes()


def _proportional_megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000


def _get(port: int, address: str, headers: dict[str, str]) -> tuple[bytes, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{address}", headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return answer.read(), answer.headers["ETag"]
