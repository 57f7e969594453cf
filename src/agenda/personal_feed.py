"""Somebody's own calendar: all they are signed up for, or one registration of theirs, read afresh for each request."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from agenda.calendar_links import registration_of
from agenda.renderer import renderer
from agenda.subscribing import email_of
from calendars.feed import Feed, assemble
from calendars.vevent import Event, Link, Status, render_vevent
from database.transaction import fetch, fetch_value
from events.vocabulary import RegistrationState
from notifications.links import Links
from notifications.reading import read_signups
from notifications.signups import Meeting, Signup
from refusals import Missing
from settings import get_settings
from web.conditional import answer_with, strong_etag
from web.i18n import DEFAULT_LOCALE, Translator, translator
from web.requests import AnyRequest
from web.signed_links import TOKEN_LENGTH, signed_links

SUFFIX: Final = ".ics"
# As in the public feeds: what leaves a feed also leaves the calendar, and people look back.
KEPT: Final = timedelta(days=30)
_SHOWN: Final = (
    RegistrationState.CONFIRMED,
    RegistrationState.OFFERED,
    RegistrationState.WAITING,
    RegistrationState.ATTENDED,
)
_STILL_SOMEBODY: Final = "SELECT EXISTS (SELECT FROM registration WHERE id = $1 AND anonymised_at IS NULL)"
_OF_EMAIL: Final = """
SELECT id FROM registration WHERE lower(email) = lower($1) AND state = ANY($2::text[]) ORDER BY queue_number
"""


@get("/calendars/{name:str}")
async def personal_feed(request: AnyRequest, name: FromPath[str]) -> Response[bytes]:
    """A token of agenda.subscribing gives everything of an e-mail address, one of agenda.calendar_links one place."""
    if not name.endswith(SUFFIX):
        raise Missing
    signups = await read_signups(await _registrations(name.removesuffix(SUFFIX)))
    language = next((signup.locale for signup in signups.values()), DEFAULT_LOCALE)
    words = translator(language)
    feed, events = _feed(words), events_of(list(signups.values()), words, datetime.now(UTC))
    return answer_with(
        request,
        # The events say all that the bytes do, and writing those takes much longer.
        strong_etag(repr((renderer(), feed, events)).encode()),
        lambda: assemble(feed, map(render_vevent, events), {event.timezone for event in events}),
        media_type="text/calendar",
        cache_control="private, no-cache",
        headers={"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"},
    )


def _feed(words: Translator) -> Feed:
    return Feed(
        name=words.gettext("My places at the library"),
        description=words.gettext("What you are signed up for. Nobody else has this address: do not pass it on."),
    )


def events_of(signups: Sequence[Signup], words: Translator, now: datetime) -> list[Event]:
    """What somebody's calendar shows, in order of time.

    :param now: aware; decides what is too long ago.
    """
    events = {event.uid: event for signup in signups for event in _events(signup, words, now)}
    return sorted(events.values(), key=lambda event: (event.starts_at, event.uid))


async def _registrations(token: str) -> list[UUID]:
    """:raises Missing: it is no token of ours, it was withdrawn, or the person is forgotten."""
    if len(token) == TOKEN_LENGTH:
        registration = registration_of(token)
        if not await fetch_value(_STILL_SOMEBODY, registration):
            raise Missing
        return [registration]
    email = await email_of(token)
    if email is None:
        raise Missing
    return [row["id"] for row in await fetch(_OF_EMAIL, email, list(_SHOWN))]


def _events(signup: Signup, words: Translator, now: datetime) -> Iterator[Event]:
    if signup.state in _SHOWN:
        for meeting in signup.meetings:
            # What a group did before somebody came to it is not theirs.
            if meeting.ends_at > max(now - KEPT, signup.changed_at):
                yield _event(signup, meeting, words)


def _event(signup: Signup, meeting: Meeting, words: Translator) -> Event:
    """With the UID and the numbers of the mailed invitation, so that a calendar with both shows one."""
    links = Links(get_settings().public_url, signed_links())
    discreet = signup.is_discreet
    return Event(
        uid=str(meeting.id),
        sequence=meeting.sequence + signup.invitation_offset,
        modified_at=max(meeting.modified_at, signup.changed_at),
        created_at=meeting.created_at,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        timezone=meeting.place.timezone,
        summary=signup.title,
        description=_description(signup, meeting, words),
        location=meeting.place.in_one_line,
        geo=meeting.place.geo,
        url=None if discreet else links.activity(signup.activity_slug),
        status=_status(signup, meeting),
        links=() if discreet else _online(signup, meeting, links),
    )


def _status(signup: Signup, meeting: Meeting) -> Status:
    if not meeting.is_on:
        return "CANCELLED"
    return "TENTATIVE" if signup.state is RegistrationState.WAITING else "CONFIRMED"


def _description(signup: Signup, meeting: Meeting, words: Translator) -> str:
    waiting = signup.state is RegistrationState.WAITING
    lines = [
        words.gettext("You are on the waiting list") if waiting else "",
        "" if meeting.is_on else meeting.cancel_reason,
        signup.organisation,
        meeting.place.phone or signup.organisation_phone or "",
    ]
    return "\n".join(line for line in lines if line)


def _online(signup: Signup, meeting: Meeting, links: Links) -> tuple[Link, ...]:
    titles = {each.slug: each.title for each in signup.contents if each.session in (None, meeting.id)}
    return tuple(Link(url=links.package(slug), title=title) for slug, title in titles.items())


ROUTES: Final[Sequence[ControllerRouterHandler]] = [personal_feed]
