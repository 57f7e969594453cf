"""Whether there is room, as the `seats` component says it. Pure."""

from datetime import UTC, datetime
from typing import Final, Literal

from agenda.search import SessionRow
from events.vocabulary import Form, RegistrationPolicy, SessionState

SeatsState = Literal["walk_in", "open", "waiting_list", "full", "at_desk", "closed", "cancelled", "ended"]

_AT_DESK: Final = (RegistrationPolicy.DESK, RegistrationPolicy.PHONE)


def seats(row: SessionRow, now: datetime | None = None) -> tuple[SeatsState, int | None]:
    """What to say of the places of a session, and how many are left (None: not counted).

    :param now: aware; the present when left out.
    """
    now = now or datetime.now(UTC)
    if row.state is SessionState.CANCELLED:
        return "cancelled", None
    if row.ends_at <= now:
        return "ended", None
    if row.form is Form.WALK_IN or row.registration_policy is RegistrationPolicy.NONE:
        return "walk_in", None
    if row.form is Form.OPEN_GROUP or row.registration_policy in _AT_DESK:
        return "at_desk", None
    return _places(row, now)


def _places(row: SessionRow, now: datetime) -> tuple[SeatsState, int | None]:
    if row.starts_at <= now or row.has_begun:
        return "closed", None
    if row.capacity is None or row.registration_policy is RegistrationPolicy.EXTERNAL:
        return "open", None
    left = max(row.capacity - row.seats_taken, 0)
    if left:
        return "open", left
    return ("waiting_list" if row.waiting_list else "full"), 0
