"""Valid rows with as little said as possible; a test names only what it is about."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from database.transaction import fetch_value
from events.tables import Activity, Edition, Session
from events.vocabulary import ActivityKind, Form, RegistrationPolicy, WsobFunction
from places.tables import Location, Organisation
from places.vocabulary import LocationKind, OrganisationKind


async def a_library() -> Organisation:
    library = Organisation(
        slug=f"library-{uuid4().hex[:8]}", name="Bibliotheek Waterland", kind=OrganisationKind.LIBRARY
    )
    await library.save()
    return library


async def a_location(library: Organisation | None = None) -> Location:
    library = library or await a_library()
    key = f"branch-{uuid4().hex[:8]}"
    location = Location(
        organisation=library.id, key=key, slug=key, name="De Haven", kind=LocationKind.BRANCH, place="Dorp"
    )
    await location.save()
    return location


async def an_edition(
    *,
    form: Form = Form.SINGLE,
    capacity: int | None = None,
    waiting_list: bool = True,
    policy: RegistrationPolicy = RegistrationPolicy.REQUIRED,
) -> Edition:
    location = await a_location()
    key = f"activity-{uuid4().hex[:8]}"
    activity = Activity(
        organisation=location.organisation,
        key=key,
        slug=key,
        title="Lezing over de zee",
        kind=ActivityKind.LECTURE,
        form=form,
        wsob_function=WsobFunction.KNOWLEDGE_INFORMATION,
        registration_policy=policy,
        waiting_list=waiting_list,
    )
    await activity.save()
    edition = Edition(activity=activity.id, location=location.id, first_day=datetime.now(UTC).date(), capacity=capacity)
    await edition.save()
    return edition


async def a_session(
    *, edition: Edition | None = None, capacity: int | None = None, starts_in: timedelta = timedelta(days=10)
) -> UUID:
    edition = edition or await an_edition()
    starts_at = datetime.now(UTC).replace(microsecond=0) + starts_in
    session = Session(
        edition=edition.id,
        location=edition.location,
        capacity=capacity,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
    )
    await session.save()
    return session.id


async def facts() -> list[str]:
    """The kinds of the facts recorded so far, in order."""
    kinds: str | None = await fetch_value("SELECT string_agg(kind, ' ' ORDER BY id) FROM fact")
    return (kinds or "").split()


async def state_of(registration: UUID) -> str:
    state: str = await fetch_value("SELECT state FROM registration WHERE id = $1", registration)
    return state


async def seats_taken(session: UUID) -> int:
    taken: int = await fetch_value("SELECT seats_taken FROM session WHERE id = $1", session)
    return taken
