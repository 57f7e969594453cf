"""How someone takes part in one meeting of an activity: where the button leads and what stands beside it. Pure."""

from dataclasses import dataclass
from datetime import datetime

from agenda.activity_reading import ActivityRow, MeetingRow
from events.forms import is_online, target_of
from events.vocabulary import Form, RegistrationPolicy, RegistrationTarget


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
    policy = activity.registration_policy
    if policy is RegistrationPolicy.NONE or activity.form is Form.WALK_IN:
        return SignUp(state="walk_in")
    if policy is RegistrationPolicy.PHONE:
        return _by_phone(meeting.phone or activity.organisation_phone)
    if policy is RegistrationPolicy.EXTERNAL and activity.registration_url:
        return SignUp(href=activity.registration_url, text="Sign up on another site")
    target = target_of(activity.form)
    if target is None or not is_online(policy):
        return SignUp(state="at_desk")
    return _online(activity, meeting, target, now)


def _by_phone(phone: str | None) -> SignUp:
    return SignUp(href=phone_href(phone), text="Call to sign up") if phone else SignUp(state="at_desk")


def _online(activity: ActivityRow, meeting: MeetingRow, target: RegistrationTarget, now: datetime) -> SignUp:
    of_session = target is RegistrationTarget.SESSION
    begins_at = meeting.edition_starts_at if activity.form is Form.COHORT else meeting.starts_at
    if begins_at <= now and (of_session or activity.form is Form.COHORT):
        return SignUp(state="closed")
    capacity = meeting.capacity if of_session else meeting.edition_capacity
    taken = meeting.seats_taken if of_session else meeting.edition_seats_taken
    has_queue = meeting.has_queue if of_session else meeting.edition_has_queue
    href = f"/sessions/{meeting.id}/register" if of_session else f"/editions/{meeting.edition_id}/register"
    left = None if capacity is None else max(0, capacity - taken)
    if left != 0 and not has_queue:
        return SignUp(state="open", left=left, href=href, text="Sign up")
    if activity.waiting_list:
        return SignUp(state="waiting_list", href=href, text="Join the waiting list")
    return SignUp(state="full")


def phone_href(phone: str) -> str:
    return "tel:" + "".join(character for character in phone if character.isdigit() or character == "+")
