"""Somebody keeps our calendars on disk with vdirsyncer: each change of ours changes what it is about there."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from agenda.subscribing import new_subscription
from database.transaction import execute
from events.cancelling import cancel_registration
from events.editing import cancel_session
from events.registering import Applicant, register
from tests.builders import a_session, an_edition

pytestmark = pytest.mark.usefixtures("database")

File = tuple[int, str]
"""When it was written, and what it says."""
_CONFIG = """
[general]
status_path = "{directory}/status/"
[pair calendar]
a = "feed"
b = "files"
collections = null
[storage feed]
type = "http"
url = "{address}"
[storage files]
type = "filesystem"
path = "{directory}/files/"
fileext = ".ics"
"""


class Copy:
    """A calendar on disk, a file for each event.

    Of what it gets over HTTP, vdirsyncer replaces the UID by a digest of the event, because there are servers that make
    another one each time. So an event that changes is one file less and one file more, and events go by title here.
    """

    def __init__(self, program: Path, directory: Path, address: str) -> None:
        (directory / "files").mkdir(parents=True)
        self._files = directory / "files"
        self._config = directory / "config"
        self._config.write_text(_CONFIG.format(directory=directory, address=address))
        self._program = program

    async def begin(self) -> None:
        await self._run("discover")
        await self._run("sync")

    async def changed_by(self, change: Awaitable[object]) -> tuple[list[str], list[str]]:
        """Titles of what the next sync takes away and of what it brings, all else being the same file as before."""
        await change
        before = self._read()
        await self._run("sync")
        after = self._read()
        return _titles(before - after), _titles(after - before)

    def titles(self) -> list[str]:
        return _titles(self._read())

    def text(self, title: str) -> str:
        [(_, text)] = [each for each in self._read() if _titles({each}) == [title]]
        return text

    def _read(self) -> set[File]:
        return {(path.stat().st_mtime_ns, path.read_text()) for path in self._files.iterdir()}

    async def _run(self, command: str) -> None:
        argv = (str(self._program), "--config", str(self._config), command)
        process = await asyncio.create_subprocess_exec(
            *argv, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        said, _ = await process.communicate()
        assert process.returncode == 0, said.decode()


def _titles(files: set[File]) -> list[str]:
    return sorted(line.removeprefix("SUMMARY:") for _, text in files for line in text.split() if "SUMMARY:" in line)


async def titled(title: str, days: int) -> UUID:
    """A session of an activity and at a place of its own."""
    edition = await an_edition()
    await execute("UPDATE activity SET title = $2 WHERE id = $1", edition.activity, title)
    return await a_session(edition=edition, starts_in=timedelta(days=days))


async def test_copy_of_the_agenda_changes_with_each_change_of_ours_and_in_nothing_else(
    vdirsyncer: Path, server: str, tmp_path: Path
) -> None:
    moved, cancelled, deleted, renamed = [
        await titled(title, days) for days, title in enumerate(("Moved", "Cancelled", "Deleted", "Renamed"), start=3)
    ]
    copy = Copy(vdirsyncer, tmp_path, f"{server}/agenda.ics")
    await copy.begin()
    assert copy.titles() == ["Cancelled", "Deleted", "Moved", "Renamed"]

    assert await copy.changed_by(execute(_MOVE, moved)) == (["Moved"], ["Moved"])
    assert await copy.changed_by(cancel_session(cancelled, reason="Storm")) == (["Cancelled"], ["Cancelled"])
    assert "STATUS:CANCELLED" in copy.text("Cancelled")
    assert await copy.changed_by(execute("DELETE FROM session WHERE id = $1", deleted)) == (["Deleted"], [])
    assert await copy.changed_by(execute(_RENAME_BRANCH, renamed)) == (["Renamed"], ["Renamed"])
    assert "LOCATION:Vuurtoren" in copy.text("Renamed")
    assert await copy.changed_by(asyncio.sleep(0)) == ([], [])


_MOVE = """
UPDATE session SET starts_at = starts_at + interval '1 hour', ends_at = ends_at + interval '1 hour' WHERE id = $1
"""
_RENAME_BRANCH = """
UPDATE location SET name = 'Vuurtoren' FROM session WHERE session.id = $1 AND session.location = location.id
"""


async def test_copy_of_a_personal_feed_follows_what_the_person_does(
    vdirsyncer: Path, server: str, tmp_path: Path
) -> None:
    kept, left, later = [await titled(title, days) for days, title in enumerate(("Kept", "Left", "Later"), start=3)]
    alice = Applicant(name="Alice", email="alice@reader.example")
    await register(session=kept, edition=None, applicant=alice)
    place = await register(session=left, edition=None, applicant=alice)
    token = await new_subscription("alice@reader.example")
    copy = Copy(vdirsyncer, tmp_path, f"{server}/calendars/{token}.ics")
    await copy.begin()
    assert copy.titles() == ["Kept", "Left"]

    assert await copy.changed_by(register(session=later, edition=None, applicant=alice)) == ([], ["Later"])
    assert await copy.changed_by(cancel_registration(place.id, by="attendee")) == (["Left"], [])
