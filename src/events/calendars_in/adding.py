"""Adds a calendar together with what is in it: one that cannot be used leaves nothing behind."""

from datetime import UTC, datetime

from database.transaction import execute, transaction
from elsewhere.asking import plain_address
from events.calendars_in.errors import SourceWithoutAddress
from events.calendars_in.fetching import fetch_calendar
from events.calendars_in.importing import CalendarCount, import_calendar
from events.calendars_in.sources import add_source
from events.vocabulary import ActivityKind, Form
from settings import get_settings

_READ = "UPDATE calendar_source SET polled_at = $2, etag = $3, last_modified = $4 WHERE id = $1"


async def add_calendar(
    *,
    organisation_slug: str,
    name: str,
    location_key: str,
    kind: ActivityKind,
    form: Form,
    activity_slug: str | None = None,
    url: str | None = None,
    body: bytes | None = None,
    account: int | None = None,
) -> tuple[int, CalendarCount]:
    """The id of the new calendar, and what it brought. Raises as `add_source`, `fetch_calendar` and `import_calendar`.

    :param url: is asked now, and every hour from now on; without it `body` is the calendar, once.
    :raises SourceWithoutAddress: there is neither.
    """
    address = plain_address(url) if url else None
    # Outside the transaction: a slow server elsewhere must not keep our rows locked.
    fetched = await fetch_calendar(address, private=get_settings().private_calendars) if address else None
    content = fetched.body if fetched else body
    if content is None:
        raise SourceWithoutAddress
    async with transaction():
        source = await add_source(
            organisation_slug=organisation_slug,
            name=name,
            location_key=location_key,
            kind=kind,
            form=form,
            url=address,
            activity_slug=activity_slug,
        )
        count = await import_calendar(source, content, account=account)
        if fetched:
            await execute(_READ, source, datetime.now(UTC), fetched.etag, fetched.last_modified)
    return source, count
