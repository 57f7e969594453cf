"""The calendar address that belongs to one registration: signed and not stored, so a repeated answer carries the same.

The personal feed takes it beside the revocable addresses of agenda.subscribing; giving the place back empties it.
"""

from uuid import UUID

from settings import get_settings
from web.signed_links import signed_links

CALENDAR = "calendar"
"""The purpose of the signed token."""


def calendar_url(registration: UUID) -> str:
    """The absolute address of the feed."""
    return f"{get_settings().public_url.rstrip('/')}/calendars/{signed_links().make(CALENDAR, registration)}.ics"


def registration_of(token: str) -> UUID:
    """:raises BrokenLink: it is no token of ours for a calendar."""
    return signed_links().read(CALENDAR, token)
