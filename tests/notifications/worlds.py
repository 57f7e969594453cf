"""Rows for mails to be about: one library, one activity, and sessions and people as a test wants them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from content_links.tables import ContentLink, Package
from content_links.vocabulary import Access, PackageKind, Phase
from database.transaction import execute, fetch_value
from events.tables import Activity, Edition, Registration, Session
from events.vocabulary import (
    ActivityKind,
    Form,
    RegistrationPolicy,
    RegistrationState,
    WsobFunction,
)
from places.tables import Location, Organisation, Room
from places.vocabulary import LocationKind, OrganisationKind

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def local(days: int, hour: int = 10, minute: int = 0) -> datetime:
    """A wall-clock time in Amsterdam, so many days from today, aware UTC."""
    day = datetime.now(AMSTERDAM).date() + timedelta(days=days)
    return datetime.combine(day, time(hour, minute), AMSTERDAM).astimezone(UTC)


class World:
    """A library with an activity; `edition` is the only one until a test makes more."""

    def __init__(self, activity: Activity, edition: Edition, location: Location, room: Room) -> None:
        self.activity = activity
        self.edition = edition
        self.location = location
        self.room = room

    async def session(self, starts_at: datetime, *, hours: int = 2, edition: UUID | None = None) -> UUID:
        row = Session(
            edition=edition or self.edition.id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=hours),
            location=self.location.id,
        )
        await row.save()
        return row.id

    async def person(
        self,
        *,
        session: UUID | None = None,
        name: str = "Alice Jansen",
        email: str | None = "alice@reader.example",
        locale: str = "nl",
        state: RegistrationState = RegistrationState.CONFIRMED,
        days_ago: int = 30,
        party_size: int = 1,
        offset: int = 0,
    ) -> UUID:
        """A registration for the session, or for the edition without one."""
        signed_up_at = datetime.now(UTC) - timedelta(days=days_ago)
        row = Registration(
            session=session,
            edition=None if session else self.edition.id,
            name=name,
            email=email,
            locale=locale,
            state=state,
            party_size=party_size,
            invitation_offset=offset,
            created_at=signed_up_at,
            changed_at=signed_up_at,
            offer_expires_at=datetime.now(UTC) + timedelta(days=1) if state is RegistrationState.OFFERED else None,
        )
        await row.save()
        return row.id

    async def another_activity(self, key: str, **plan: object) -> Edition:
        """A second activity at the same place; returns its edition."""
        activity = Activity(
            organisation=self.activity.organisation,
            key=key,
            slug=key,
            title=key.capitalize(),
            kind=ActivityKind.COURSE,
            form=Form.SINGLE,
            wsob_function=WsobFunction.DEVELOPMENT_EDUCATION,
            registration_policy=RegistrationPolicy.REQUIRED,
            **plan,
        )
        await activity.save()
        edition = Edition(activity=activity.id, location=self.location.id, first_day=date(2026, 1, 5))
        await edition.save()
        return edition

    async def package(self, phase: Phase, title: str = "Klik & Tik online", *, release_days: int = 0) -> Package:
        number = await fetch_value("SELECT count(*) FROM package")
        package = Package(
            slug=f"pakket-{number}",
            title=title,
            provider="Voorbeeld",
            kind=PackageKind.COURSE,
            access=Access.OPEN,
            url="https://learn.example/start",
        )
        await package.save()
        link = ContentLink(package=package.id, activity=self.activity.id, phase=phase, release_days=release_days)
        await link.save()
        return package


async def make_world(
    *,
    form: Form = Form.SINGLE,
    title: str = "Omgaan met je telefoon",
    neutral_title: str | None = None,
    timezone: str = "Europe/Amsterdam",
    reminder_days: Sequence[int] = (7, 1),
    reminder_hours: Sequence[int] = (),
    prepare_days: Sequence[int] = (),
    asks_how_it_was: bool = False,
) -> World:
    organisation = Organisation(
        slug="bibliotheek", name="Bibliotheek Waterland", kind=OrganisationKind.LIBRARY, phone="0800 123"
    )
    await organisation.save()
    location = Location(
        organisation=organisation.id,
        key="centrale",
        slug="centrale",
        name="Centrale",
        kind=LocationKind.BRANCH,
        street="Hoogstraat 1",
        postcode="3011 PV",
        place="Waterstad",
        latitude=51.92,
        longitude=4.48,
        timezone=timezone,
        phone="010 555 01 01",
    )
    await location.save()
    room = Room(location=location.id, name="Leeszaal")
    await room.save()
    activity = Activity(
        organisation=organisation.id,
        key="telefoon",
        slug="telefoon",
        title=title,
        neutral_title=neutral_title,
        kind=ActivityKind.COURSE,
        form=form,
        wsob_function=WsobFunction.DEVELOPMENT_EDUCATION,
        registration_policy=RegistrationPolicy.REQUIRED,
        reminder_days=list(reminder_days),
        reminder_hours=list(reminder_hours),
        prepare_days=list(prepare_days),
        asks_how_it_was=asks_how_it_was,
    )
    await activity.save()
    edition = Edition(activity=activity.id, location=location.id, first_day=date(2026, 1, 5))
    await edition.save()
    return World(activity, edition, location, room)


async def move(session: UUID, starts_at: datetime, *, hours: int = 2) -> int:
    """Give the session another time; return its new SEQUENCE."""
    await execute(
        "UPDATE session SET starts_at = $2, ends_at = $3 WHERE id = $1",
        session,
        starts_at,
        starts_at + timedelta(hours=hours),
    )
    sequence: int = await fetch_value("SELECT sequence FROM session WHERE id = $1", session)
    return sequence


async def cancel_registration(registration: UUID) -> None:
    """As the operation does it: the invitation's number rises with the state."""
    await execute(
        "UPDATE registration SET state = 'cancelled', invitation_offset = invitation_offset + 1, changed_at = now()"
        " WHERE id = $1",
        registration,
    )
