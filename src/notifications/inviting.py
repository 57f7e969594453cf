"""Decides which invitations a registration gets: docs/decisions/0007-invitations.md says why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from calendars.recurrence import Span, evenly_spaced
from events.vocabulary import Form
from notifications.payload import Payload

MOST_PARTS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A scheduled session that has yet to start. `place` is its location and room; times are aware."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    timezone: str
    place: tuple[int, int | None]
    sequence: int


@dataclass(frozen=True, slots=True)
class Invited:
    """What one mail invites to: one session, or the series in the payload, or (with neither) nothing yet."""

    session: UUID | None
    payload: Payload


def invitations(form: Form, coming: Sequence[Coming]) -> list[Invited]:
    """Return one mail for each invitation, at least one; `coming` is in order of time.

    Evenly spaced sessions of a cohort in one place are one series. Uneven ones are one mail each. Forms without an end,
    and cohorts that would take more than MOST_PARTS mails, get the first session; their mail points to the feed.
    """
    if not coming:
        return [Invited(None, Payload())]
    if len(coming) == 1 or form != Form.COHORT:
        return [Invited(coming[0].id, Payload())]
    if is_series(coming):
        series = {session.id: (session.starts_at, session.ends_at) for session in coming}
        return [Invited(None, Payload(series=series, told={session.id: session.sequence for session in coming}))]
    if len(coming) > MOST_PARTS:
        return [Invited(coming[0].id, Payload())]
    return [Invited(session.id, Payload(part=part, parts=len(coming))) for part, session in enumerate(coming, start=1)]


def is_series(coming: Sequence[Coming]) -> bool:
    """Say whether one recurring invitation can hold these sessions, which are in order of time."""
    if len({session.place for session in coming}) > 1:
        return False
    spans = [Span(starts_at=each.starts_at, ends_at=each.ends_at, timezone=each.timezone) for each in coming]
    return evenly_spaced(spans) is not None
