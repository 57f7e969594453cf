"""How someone takes part in one meeting of an activity: where the button leads and what stands beside it. Pure."""

from dataclasses import dataclass
from datetime import datetime

from agenda.activity_reading import ActivityRow, MeetingRow
from agenda.seating import places
from events.capacity import Seats
from events.forms import target_of
from events.standing import Standing, WayIn, way_in
from events.vocabulary import RegistrationTarget


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """`state` and `left` are for the macro `seats`; `text` is a key of the catalogues, "" where there is no button."""

    state: str = ""
    left: int | None = None
    href: str = ""
    text: str = ""


def sign_up(activity: ActivityRow, meeting: MeetingRow, now: datetime) -> SignUp:
    """:param now: aware."""
    if meeting.is_cancelled:
        return SignUp(state="cancelled")
    match way_in(activity.form, activity.registration_policy, activity.registration_url):
        case WayIn.WALK_IN:
            return SignUp(state="walk_in")
        case WayIn.PHONE:
            return _by_phone(meeting.phone or activity.organisation_phone)
        case WayIn.ELSEWHERE:
            return SignUp(href=activity.registration_url or "", text="Sign up on another site")
        case WayIn.DESK:
            return SignUp(state="at_desk")
        case WayIn.ONLINE:
            return _online(activity, meeting, now)


def _by_phone(phone: str | None) -> SignUp:
    return SignUp(href=phone_href(phone), text="Call to sign up") if phone else SignUp(state="at_desk")


def _online(activity: ActivityRow, meeting: MeetingRow, now: datetime) -> SignUp:
    of_session = target_of(activity.form) is RegistrationTarget.SESSION
    standing = _of_session(activity, meeting) if of_session else _of_edition(activity, meeting)
    state, left = places(standing, now)
    if state not in _BUTTONS:
        return SignUp(state=state)
    href = f"/sessions/{meeting.id}/register" if of_session else f"/editions/{meeting.edition_id}/register"
    return SignUp(state=state, left=left, href=href, text=_BUTTONS[state])


_BUTTONS = {"open": "Sign up", "waiting_list": "Join the waiting list"}


def _of_session(activity: ActivityRow, meeting: MeetingRow) -> Standing:
    return Standing(
        form=activity.form,
        is_on=True,
        joins_at=meeting.starts_at if meeting.is_open else None,
        has_met=False,
        waiting_list=activity.waiting_list,
        seats=Seats(capacity=meeting.capacity, taken=meeting.seats_taken, waiting=int(meeting.has_queue)),
    )


def _of_edition(activity: ActivityRow, meeting: MeetingRow) -> Standing:
    taken, waiting = meeting.edition_seats_taken, int(meeting.edition_has_queue)
    return Standing(
        form=activity.form,
        is_on=True,
        joins_at=meeting.edition_joins_at if meeting.is_open else None,
        has_met=meeting.edition_has_met,
        waiting_list=activity.waiting_list,
        seats=Seats(capacity=meeting.edition_capacity, taken=taken, waiting=waiting),
    )


def phone_href(phone: str) -> str:
    return "tel:" + "".join(character for character in phone if character.isdigit() or character == "+")
