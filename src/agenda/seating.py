"""Whether there is room, as the `seats` component says it. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, Literal

from agenda.session_rows import ListedSession
from events.capacity import Seats
from events.standing import Availability, Standing, WayIn, way_in
from events.vocabulary import SessionState

SeatsState = Literal["walk_in", "open", "waiting_list", "full", "at_desk", "closed", "cancelled", "ended"]

_NO_PLACE: Final[Mapping[Availability, tuple[SeatsState, int | None]]] = {
    Availability.WAITING_LIST: ("waiting_list", 0),
    Availability.FULL: ("full", 0),
    Availability.NOT_YET_OPEN: ("closed", None),
    Availability.CLOSED: ("closed", None),
}


def seats(row: ListedSession, now: datetime | None = None) -> tuple[SeatsState, int | None]:
    """What to say of the places of a session, and how many are left (None: not counted).

    :param now: aware; the present when left out.
    """
    now = now or datetime.now(UTC)
    if row.state is SessionState.CANCELLED:
        return "cancelled", None
    if row.ends_at <= now:
        return "ended", None
    match way_in(row.form, row.registration_policy, row.registration_url):
        case WayIn.WALK_IN:
            return "walk_in", None
        case WayIn.DESK | WayIn.PHONE:
            return "at_desk", None
        case WayIn.ELSEWHERE:
            return ("closed" if row.starts_at <= now else "open"), None
        case WayIn.ONLINE:
            return places(_standing(row), now)


def places(standing: Standing, now: datetime) -> tuple[SeatsState, int | None]:
    """The same, where people sign up here; while people wait, no place is left. `now` is aware."""
    availability = standing.availability(now)
    return ("open", standing.seats.left) if availability is Availability.OPEN else _NO_PLACE[availability]


def _standing(row: ListedSession) -> Standing:
    """:param row: of a published activity, and not cancelled."""
    return Standing(
        form=row.form,
        is_on=True,
        joins_at=row.joins_at,
        has_met=row.has_begun,
        waiting_list=row.waiting_list,
        seats=Seats(capacity=row.capacity, taken=row.seats_taken, waiting=int(row.has_queue)),
    )
