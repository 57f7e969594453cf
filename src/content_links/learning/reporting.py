"""What providers tell us: that somebody completed what they opened there.

Only a provider of which it is written down that it reports back gets a reference in the address, in a parameter with
the name that it asks for. The reference stands for one learner and one package or unit, differs for each of them, and
says nothing else; who has it can say that this is completed, and can do or read nothing more.
"""

import struct
from datetime import UTC, datetime
from typing import Annotated, Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, StringConstraints

from content_links.learning.errors import UnknownProvider, UnknownReference
from content_links.learning.opening_links import OpenLink
from content_links.learning.recording import record_done
from content_links.vocabulary import ProgressSource
from database.transaction import execute, fetch_row, fetch_value
from events.errors import UnknownRegistration
from web.signed_links import BrokenLink, signed_links

REPORT: Final = "report"
"""The purpose of references."""

_SAID: Final = struct.Struct(">8xQ")
_PARAMETER: Final = "SELECT report_parameter FROM provider WHERE name = $1"
_SET: Final = "UPDATE provider SET report_parameter = $2 WHERE slug = $1 RETURNING id"
_OPENED: Final = """
SELECT progress.registration, progress.package, progress.unit, learner.email IS NOT NULL AS from_mail
FROM progress JOIN learner ON learner.id = progress.learner WHERE progress.id = $1
"""
_COMPLETE: Final = """
UPDATE progress SET completed_at = coalesce(completed_at, $2), source = 'provider' WHERE id = $1
"""


class Reporting(BaseModel):
    """`parameter` is the name in which the provider wants the reference; without it nothing is given or expected."""

    model_config = ConfigDict(extra="forbid")

    parameter: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,39}$")] | None


async def set_reporting(provider_slug: str, reporting: Reporting) -> None:
    """:raises UnknownProvider: there is none."""
    if await fetch_value(_SET, provider_slug, reporting.parameter) is None:
        raise UnknownProvider(slug=provider_slug)


async def report_parameter_of(provider: str) -> str | None:
    """:param provider: its name, as packages have it."""
    parameter: str | None = await fetch_value(_PARAMETER, provider)
    return parameter


def with_reference(url: str, parameter: str, progress: int) -> str:
    """:param progress: the id of what was opened."""
    parts = urlsplit(url)
    said = urlencode({parameter: signed_links().seal(REPORT, _SAID.pack(progress))})
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, said)))))


async def report_completed(reference: str, *, now: datetime | None = None) -> None:
    """A second time changes nothing.

    :param now: aware; the present unless given.
    :raises UnknownReference: it is not ours, or the person was forgotten.
    """
    try:
        (progress,) = _SAID.unpack(signed_links().unseal(REPORT, reference, _SAID.size))
    except BrokenLink:
        raise UnknownReference from None
    row = await fetch_row(_OPENED, progress)
    if row is None:
        raise UnknownReference
    now = now or datetime.now(UTC)
    try:
        await _complete(progress, OpenLink(**row) if row["registration"] else None, now)
    except UnknownRegistration:
        raise UnknownReference from None


async def _complete(progress: int, link: OpenLink | None, now: datetime) -> None:
    """Of a registration that was forgotten since, the address still has what it did; it is counted nowhere."""
    if link is None:
        await execute(_COMPLETE, progress, now)
        return
    await record_done(link, source=ProgressSource.PROVIDER, now=now)
