"""An activity with a neutral title: no mail of any kind, and no calendar, says what it is really about."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from content_links.vocabulary import Phase
from database.transaction import execute
from events.vocabulary import Form, RegistrationState
from notifications.delivery import Delivery
from notifications.forgetting import STAFF
from notifications.payload import Former, Payload
from notifications.subjects import about
from notifications.vocabulary import MessageKind
from tests.notifications.mails import Post, calendar_of, html_of, text_of
from tests.notifications.worlds import AMSTERDAM, World, local, make_world

pytestmark = pytest.mark.usefixtures("database")

STATES = {
    MessageKind.WAITING: RegistrationState.WAITING,
    MessageKind.OFFER: RegistrationState.OFFERED,
    MessageKind.OFFER_EXPIRED: RegistrationState.CANCELLED,
    MessageKind.CANCELLATION: RegistrationState.CANCELLED,
    MessageKind.FINISHED: RegistrationState.FINISHED,
}
TO_STAFF = set(STAFF)
ABOUT_NOTHING = {MessageKind.OWN_PAGE, MessageKind.FAREWELL}
BY_DAY = {MessageKind.REMINDER, MessageKind.PREPARE}
TELLING = ("lezen", "schrijf", "telefoon")
"""Words of the title, of the e-content, and the slug of the activity."""


async def discreet(form: Form) -> World:
    world = await make_world(title="Leren lezen", neutral_title="Afspraak in de bibliotheek", form=form)
    await world.package(Phase.PREPARE, "Lees en schrijf", release_days=-7)
    await world.package(Phase.FOLLOW_UP, "Schrijf verder")
    return world


async def put(kind: MessageKind, registration: UUID, session: UUID, payload: Payload) -> None:
    starts_at = local(3).astimezone(AMSTERDAM)
    subject = about(registration, session, starts_at.date() if kind in BY_DAY else None)
    if kind is MessageKind.SOON:
        subject += f":{starts_at:%Y%m%dT%H%M}"
    if kind is MessageKind.DIGEST:
        subject = f"digest:Europe/Amsterdam:{starts_at.date() - timedelta(days=starts_at.weekday())}"
        payload = Payload(places=((registration, session),))
    insert = """INSERT INTO message (kind, recipient, subject, revision, registration, session, payload)
        VALUES ($1, 'alice@reader.example', $2, 1, $3, $4, $5)"""
    await execute(insert, kind, subject, registration, session, payload.as_json())


@pytest.mark.parametrize("form", [Form.SINGLE, Form.COHORT])
@pytest.mark.parametrize("kind", sorted(set(MessageKind) - TO_STAFF - ABOUT_NOTHING))
async def test_mail_says_nothing_that_the_neutral_title_hides(
    delivery: Delivery, post: Post, kind: MessageKind, form: Form
) -> None:
    world = await discreet(form)
    days = -1 if kind is MessageKind.FOLLOW_UP else 3
    session, _ = [await world.session(local(day)) for day in (days, 10)]
    await execute("UPDATE session SET title = 'Lezen en schrijven, les 1'")
    own = session if form is Form.SINGLE else None
    alice = await world.person(session=own, state=STATES.get(kind, RegistrationState.CONFIRMED))
    starts_at = datetime.now(UTC) + timedelta(days=1)
    former = Former(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), location=world.location.id, room=None)
    if kind is MessageKind.SESSION_CANCELLED:
        await execute("UPDATE session SET state = 'cancelled' WHERE id = $1", session)
    await put(kind, alice, session, Payload(former=former) if kind is MessageKind.UPDATE else Payload())

    await delivery.deliver()

    mail = post.the_mail()
    said = "\n".join([str(mail["subject"]), text_of(mail), html_of(mail), calendar_of(mail) or ""]).lower()
    assert "afspraak in de bibliotheek" in said
    assert [word for word in TELLING if word in said] == []


async def test_mail_about_a_group_points_to_no_calendar_with_the_full_title(delivery: Delivery, post: Post) -> None:
    world = await discreet(Form.COHORT)
    session, _ = [await world.session(local(day)) for day in (3, 10)]
    alice = await world.person()
    await put(MessageKind.CONFIRMATION, alice, session, Payload())
    await delivery.deliver()
    said = text_of(post.the_mail())
    assert f"/editions/{world.edition.id}.ics" not in said
    assert "Alle data staan op je eigen pagina." in said
