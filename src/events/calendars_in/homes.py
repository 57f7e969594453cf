"""Finds or makes the activity and the edition to which the sessions of a calendar belong."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

from database.transaction import fetch_row, fetch_value
from events.calendars_in.expanding import Wanted
from events.calendars_in.matching import Known
from events.calendars_in.sources import SourceRow
from events.creating import create_activity
from events.forms import target_of
from events.schemas import ActivityDetails
from events.vocabulary import ActivityState, Delivery, RegistrationPolicy, RegistrationTarget

_KEY_LENGTH = 60
_ACTIVITY = "SELECT id, title, setup_minutes, clearup_minutes FROM activity WHERE organisation = $1 AND key = $2"
_ACTIVITY_BY_ID = "SELECT id, title, setup_minutes, clearup_minutes FROM activity WHERE id = $1"
_EDITION = """
SELECT edition.id FROM edition
WHERE edition.activity = $1 AND edition.location = $2 AND edition.state = 'scheduled' AND ($3::uuid[] IS NULL
    OR edition.id = ANY($3::uuid[])) ORDER BY edition.first_day LIMIT 1
"""
_INSERT_EDITION = """
INSERT INTO edition (id, activity, location, first_day, delivery)
SELECT $1, $2, location.id, $4, CASE WHEN location.kind = 'online' THEN $6 ELSE $5 END
FROM location WHERE location.id = $3
ON CONFLICT ON CONSTRAINT edition_once DO UPDATE SET first_day = edition.first_day RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a session goes: its edition, and what its activity says about it."""

    edition: UUID
    title: str
    setup_minutes: int
    clearup_minutes: int


@dataclass(frozen=True, slots=True)
class _Activity:
    id: int
    title: str
    setup_minutes: int
    clearup_minutes: int


@dataclass(slots=True)
class Homes:
    """Those of one import; what was found or made is remembered.

    The sessions of one event stay together in an edition. Where people sign up for a session, one edition for each
    activity holds them all; where they sign up for a series, each event has its own.
    """

    source: SourceRow
    _activities: dict[str, _Activity] = field(default_factory=dict)
    _editions: dict[object, UUID] = field(default_factory=dict)

    def remember(self, known: Sequence[Known]) -> None:
        for each in known:
            if each.edition is not None:
                self._editions.setdefault(each.uid, each.edition)

    async def of(self, wanted: Wanted) -> Home:
        activity = await self._activity(wanted.summary)
        edition = await self._edition(activity.id, wanted)
        return Home(edition, activity.title, activity.setup_minutes, activity.clearup_minutes)

    async def _activity(self, summary: str) -> _Activity:
        if summary not in self._activities:
            self._activities[summary] = await (self._given() if self.source.activity else self._named(summary))
        return self._activities[summary]

    async def _given(self) -> _Activity:
        record = await fetch_row(_ACTIVITY_BY_ID, self.source.activity)
        assert record is not None, "a source's activity cannot be deleted"  # noqa: S101  a foreign key keeps it
        return _Activity(**record)

    async def _named(self, summary: str) -> _Activity:
        key = key_of(summary)
        record = await fetch_row(_ACTIVITY, self.source.organisation, key)
        if record is None:
            await create_activity(
                organisation_slug=self.source.organisation_slug,
                details=self._details(key, summary),
                state=ActivityState.PUBLISHED,
            )
            record = await fetch_row(_ACTIVITY, self.source.organisation, key)
        return _Activity(**record)  # type: ignore[arg-type]

    def _details(self, key: str, summary: str) -> ActivityDetails:
        is_free = target_of(self.source.form) is None
        return ActivityDetails(
            key=key,
            title=summary,
            kind=self.source.kind,
            form=self.source.form,
            registration=RegistrationPolicy.NONE if is_free else RegistrationPolicy.RECOMMENDED,
        )

    async def _edition(self, activity: int, wanted: Wanted) -> UUID:
        known = self._editions.get(wanted.uid)
        if known is not None and await self._is_of(known, activity):
            return known
        per_event = target_of(self.source.form) is RegistrationTarget.EDITION
        place: object = (activity, wanted.uid) if per_event else activity
        if place not in self._editions:
            there = None if per_event else await fetch_value(_EDITION, activity, self.source.location, None)
            self._editions[place] = there or await self._make_edition(activity, wanted.day)
        return self._editions[place]

    async def _is_of(self, edition: UUID, activity: int) -> bool:
        return bool(await fetch_value("SELECT activity = $2 FROM edition WHERE id = $1", edition, activity))

    async def _make_edition(self, activity: int, first_day: date) -> UUID:
        made: UUID = await fetch_value(
            _INSERT_EDITION,
            uuid4(),
            activity,
            self.source.location,
            first_day,
            Delivery.PHYSICAL,
            Delivery.ONLINE,
        )
        return made


def key_of(summary: str) -> str:
    """The key of the activity with this name, always the same: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", summary).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))
    if words and len(words) <= _KEY_LENGTH:
        return words
    mark = sha256(summary.encode()).hexdigest()[:8]
    return f"{words[:_KEY_LENGTH].strip('-')}-{mark}".strip("-")
