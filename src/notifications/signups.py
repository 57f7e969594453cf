"""What a mail can tell: a registration with its meetings, places and e-content, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from content_links.learning.deeds import Deeds
from content_links.vocabulary import Access, Phase
from events.vocabulary import Form, RegistrationState, SessionState
from web.i18n import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A location, with the room in it when one is meant."""

    name: str
    room: str | None
    street: str
    postcode: str
    town: str
    timezone: str
    phone: str | None
    geo: tuple[float, float] | None

    @property
    def address(self) -> str:
        """As in "Hoogstraat 110, 3011 PV Rotterdam"; "" when none is known."""
        return ", ".join(part for part in (self.street, f"{self.postcode} {self.town}".strip()) if part)

    @property
    def in_one_line(self) -> str:
        return ", ".join(part for part in (self.name, self.room, self.address) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A session. Times are aware; `local_start` and `local_end` are wall-clock times at the place."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    state: SessionState
    cancel_reason: str
    title: str | None
    note: str
    sequence: int
    created_at: datetime
    modified_at: datetime
    place: Place

    @property
    def local_start(self) -> datetime:
        return self.starts_at.astimezone(ZoneInfo(self.place.timezone))

    @property
    def local_end(self) -> datetime:
        return self.ends_at.astimezone(ZoneInfo(self.place.timezone))

    @property
    def is_on(self) -> bool:
        return self.state == SessionState.SCHEDULED


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A package on the path, for all meetings or (`session`) for one. `release_days` counts from the meeting's day.

    `minutes` is how long it takes, None when nobody knows; `access_note` adds to what `access` says. `instead_of` is
    the title of what is linked and not offered any more, when this stands in its place. `package` and `unit` are ids,
    0 for an example; `is_done`: this person has done it.
    """

    slug: str
    title: str
    phase: Phase
    session: UUID | None
    release_days: int
    note: str
    minutes: int | None = None
    access: Access = Access.OPEN
    access_note: str = ""
    instead_of: str = ""
    package: int = 0
    unit: int | None = None
    required: bool = False
    is_done: bool = False

    def available_from(self, meeting: Meeting) -> date:
        return meeting.local_start.date() + timedelta(days=self.release_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signup:
    """A registration and all that belongs to it. `meetings` are in order of time, cancelled ones included."""

    id: UUID
    first_registration: UUID
    """The first one of this person for the same: answers to all invitations go to one address, made from it."""
    name: str
    email: str | None
    locale: Locale
    state: RegistrationState
    party_size: int
    invitation_offset: int
    changed_at: datetime
    offer_expires_at: datetime | None
    edition: UUID
    per_edition: bool
    form: Form
    activity_slug: str
    activity_title: str
    neutral_title: str | None
    organisation: str
    organisation_phone: str | None
    meetings: tuple[Meeting, ...]
    contents: tuple[Content, ...]
    is_tentative: bool = False
    """Their calendar answered that they may come."""
    stays_away: frozenset[UUID] = frozenset()
    """The meetings of a group, not begun, that they declined."""
    deeds: Deeds = field(default_factory=Deeds, compare=False)
    """What they did online; what mails say of it is in `contents`."""

    @property
    def is_discreet(self) -> bool:
        """Nobody who glances at the inbox or calendar may see what it is about."""
        return bool(self.neutral_title)

    @property
    def title(self) -> str:
        return self.neutral_title or self.activity_title

    def meeting(self, session: UUID | None) -> Meeting | None:
        return next((meeting for meeting in self.meetings if meeting.id == session), None)

    def coming(self, now: datetime) -> Sequence[Meeting]:
        """The meetings that go on and have not ended, in order of time."""
        return [meeting for meeting in self.meetings if meeting.is_on and meeting.ends_at > now]

    def contents_for(self, phase: Phase, meeting: Meeting | None) -> Sequence[Content]:
        """The packages of a phase that belong to all meetings or to this one."""
        sessions = (None, meeting.id if meeting else None)
        return [each for each in self.contents if each.phase == phase and each.session in sessions]

    def to_prepare(self, meeting: Meeting, now: datetime) -> Sequence[Content]:
        """What there is online by now to prepare this meeting with; what is for all of them, before the first."""
        today = now.astimezone(ZoneInfo(meeting.place.timezone)).date()
        is_first = not any(each.is_on and each.starts_at < meeting.starts_at for each in self.meetings)
        return [
            each
            for each in self.contents_for(Phase.PREPARE, meeting)
            if each.available_from(meeting) <= today and (each.session or is_first)
        ]
