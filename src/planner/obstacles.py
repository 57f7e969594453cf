"""What is in the way of a wish, in words, with the nearest times and rooms that are free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from events.errors import Clashes
from events.series.clashes import Clash
from events.slots.nearest import Slot, nearest_free
from planner.board_view import row_id
from web.dates import period_in_words
from web.i18n import Translator

LISTED: Final = 20
_SENTENCES: Final = {
    "room": "%(name)s is taken then by %(title)s: %(when)s.",
    "person": "%(name)s leads %(title)s then: %(when)s.",
}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A sentence, and the session that it is about; none when that is not there yet."""

    text: str
    session: UUID | None


@dataclass(frozen=True, slots=True)
class Opening:
    """A free time and place, as fields of a form have it and in words."""

    text: str
    day: str
    starts_at: str
    ends_at: str
    place: str


def obstacles_of(refusal: Clashes, timezone: str, words: Translator) -> list[Obstacle]:
    """:param timezone: of the place, in whose time it is said."""
    return [_obstacle(clash, ZoneInfo(timezone), words) for clash in refusal.clashes[:LISTED]]


def _obstacle(clash: Clash, zone: ZoneInfo, words: Translator) -> Obstacle:
    title = clash.other_title or words.gettext("another meeting that you plan now")
    when = _period(clash.other_starts_at, clash.other_ends_at, zone, words)
    return Obstacle(words.gettext(_SENTENCES[clash.what], name=clash.name, title=title, when=when), clash.other_session)


async def openings_for(refusal: Clashes, words: Translator) -> Sequence[Opening]:
    """The three nearest for a single meeting that clashes; nothing for more of them."""
    if len({clash.placement for clash in refusal.clashes}) != 1:
        return ()
    return [_opening(slot, words) for slot in await nearest_free(refusal.clashes[0].placement)]


def _opening(slot: Slot, words: Translator) -> Opening:
    zone = ZoneInfo(slot.timezone)
    starts_at, ends_at = slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone)
    where = ", ".join(filter(None, (slot.location_name, slot.room_name)))
    return Opening(
        text=f"{period_in_words(starts_at, ends_at, words.locale)}, {where}",
        day=starts_at.date().isoformat(),
        starts_at=f"{starts_at:%H:%M}",
        ends_at=f"{ends_at:%H:%M}",
        place=row_id((slot.location, slot.room)),
    )


def _period(starts_at: datetime, ends_at: datetime, zone: ZoneInfo, words: Translator) -> str:
    return period_in_words(starts_at.astimezone(zone), ends_at.astimezone(zone), words.locale)
