"""Files that are no calendar, or far too much of one, are refused quickly and without taking the machine with them."""

import io
import resource
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

from tests.events.calendars_in.examples import HEAD, TAIL, calendar, event

SOURCE = Path(__file__).parents[3]
MEGABYTES = 700
SECONDS = 30
BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("calendar.ics", b"\0" * 20_000_000)
    return buffer.getvalue()


TUESDAY = "DTSTART:20270105T090000Z"
NEVER = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
FOLDED = "x\r\n " * 1_200_000
FILES = {
    "a hundred thousand events": (calendar(*(event(f"{n}", TUESDAY) for n in range(100_000))), "FileTooLarge"),
    "just too many events": (
        calendar(*(f"BEGIN:VEVENT\r\nUID:{n}\r\nEND:VEVENT\r\n" for n in range(10_001))),
        "TooManyEvents",
    ),
    "a line of 5 MB": (calendar(event("a", TUESDAY, "DESCRIPTION:" + "x" * 5_000_000)), "PropertyTooLong"),
    "5 MB folded into one line": (calendar(event("a", TUESDAY, f"DESCRIPTION:{FOLDED}")), "PropertyTooLong"),
    "endless rules": (
        calendar(*(event(f"{n}", TUESDAY, "RRULE:FREQ=DAILY") for n in range(100))),
        "TooManyOccurrences",
    ),
    "endless seconds": (calendar(event("a", TUESDAY, "RRULE:FREQ=SECONDLY")), "FrequencyUnsupported"),
    "rules that never match": (
        calendar(*(event(f"{n}", "DTSTART:20000105T090000Z", NEVER) for n in range(9_000))),
        "TooComplicated",
    ),
    "an XML bomb": (f"<?xml version='1.0'?><!DOCTYPE l [<!ENTITY l0 'l'>{BOMB}]><l>&l11;</l>".encode(), "NotACalendar"),
    "a zip file": (zipped(), "NotACalendar"),
    "a page": (b"<!doctype html><title>Sign in</title>", "NotACalendar"),
    "bytes": (HEAD.encode() + b"\xff\xfe\x00" + TAIL.encode(), "NotUtf8"),
    "nothing": (b"  \r\n", "FileEmpty"),
    "an event without an end": ((HEAD + "BEGIN:VEVENT\r\nUID:a\r\n").encode(), "EventNotClosed"),
}  # fmt: skip
READS = """
    import sys
    from tabular.errors import BadLines
    from refusals import Refusal
    from tests.events.calendars_in.examples import expanded
    try:
        expanded(sys.stdin.buffer.read())
    except BadLines as bad:
        print(type(bad.lines[0].reason).__name__)
    except Refusal as refusal:
        print(type(refusal).__name__)
"""


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 2**20, MEGABYTES * 2**20))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


@pytest.mark.parametrize("name", FILES)
def test_file_is_refused_with_its_reason_within_time_and_memory(name: str) -> None:
    body, reason = FILES[name]
    done = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", textwrap.dedent(READS)],
        input=body,
        capture_output=True,
        cwd=SOURCE,
        env={"PYTHONPATH": f"{SOURCE / 'src'}:{SOURCE}"},
        preexec_fn=limited,
        timeout=4 * SECONDS,
        check=False,
    )
    assert (done.stdout.decode().strip(), done.stderr.decode()) == (reason, "")
