"""Lets people of the story do something online, so that their own page and their mails show how far they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from content_links.learning.opening_links import OpenLink
from content_links.learning.recording import record_done, record_opened
from content_links.queries import package_by_slug
from database.transaction import fetch_value
from leeragenda.demo.crowd import email_address


@dataclass(frozen=True, slots=True)
class _Deed:
    name: str
    package: str
    hours_ago: int
    is_done: bool = False


_DEEDS: Final[Sequence[_Deed]] = (
    _Deed("Hamid Nazari", "elke-dag-een-gesprekje", 60, is_done=True),
    _Deed("Hamid Nazari", "leesplank", 9),
    _Deed("Els Dijkhuis", "elke-dag-een-gesprekje", 20, is_done=True),
)
_REGISTRATION: Final = "SELECT id FROM registration WHERE email = $1 ORDER BY created_at LIMIT 1"


async def seed_learning(now: datetime) -> None:
    """After the story began; in some weeks there was nothing for somebody to come to. `now` is aware."""
    for deed in _DEEDS:
        registration = await fetch_value(_REGISTRATION, email_address(deed.name))
        if registration is None:
            continue
        link = OpenLink(registration=registration, package=(await package_by_slug(deed.package)).id)
        at = now - timedelta(hours=deed.hours_ago)
        await record_opened(link, now=at)
        if deed.is_done:
            await record_done(link, now=at + timedelta(minutes=25))
