"""Each change of a registration tells one thing once."""

from datetime import UTC, datetime, timedelta

import pytest

from database.transaction import execute
from events.facts import (
    MinimumNotMet,
    OfferExpired,
    ReconfirmationAsked,
    RegistrationChanged,
    RegistrationFinished,
    RegistrationOffered,
)
from events.vocabulary import Form, RegistrationState
from notifications.delivery import Delivery
from tests.notifications.mails import Post, calendar_of, text_of
from tests.notifications.test_delivery_of_facts import tell
from tests.notifications.worlds import AMSTERDAM, local, make_world

pytestmark = pytest.mark.usefixtures("database")

TOMORROW = datetime.now(UTC) + timedelta(days=1)


async def test_offer_says_until_when_and_has_one_button(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    alice = await world.person(session=await world.session(local(14)), state=RegistrationState.OFFERED)
    until = local(3, 14)
    await execute("UPDATE registration SET offer_expires_at = $1", until)

    await tell(delivery, RegistrationOffered(registration=alice, expires_at=until))

    mail = post.the_mail()
    assert str(mail["subject"]).startswith("Er is een plek voor je: ")
    assert f"{until.astimezone(AMSTERDAM).day} " in text_of(mail)
    assert "14.00 uur. Daarna is hij voor de volgende." in text_of(mail)
    assert "Ja, ik wil deze plek" in text_of(mail)
    assert calendar_of(mail) is None


async def test_offer_that_has_ended_is_not_sent(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    alice = await world.person(session=await world.session(local(14)), state=RegistrationState.OFFERED)
    await execute("UPDATE registration SET offer_expires_at = now() - interval '1 minute'")

    await tell(delivery, RegistrationOffered(registration=alice, expires_at=TOMORROW))

    assert post.mails() == []


async def test_expired_offer_says_that_it_is_for_somebody_else(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    alice = await world.person(session=await world.session(local(14)), state=RegistrationState.CANCELLED)

    await tell(delivery, OfferExpired(registration=alice))

    assert str(post.the_mail()["subject"]).startswith("De plek ging naar iemand anders: ")


async def test_each_change_of_the_number_of_people_is_a_mail(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    alice = await world.person(session=await world.session(local(14)), party_size=3)

    await tell(delivery, RegistrationChanged(registration=alice, revision=1, former_party_size=1))
    await tell(delivery, RegistrationChanged(registration=alice, revision=2, former_party_size=2))

    first, second = post.mails()
    assert "Jullie komen met 3 personen." in text_of(first)
    assert "Jullie komen met 3 personen." in text_of(second)


async def test_who_has_had_all_meetings_is_told(delivery: Delivery, post: Post) -> None:
    world = await make_world(form=Form.GUIDED_TRACK)
    alice = await world.person(state=RegistrationState.FINISHED)

    await tell(delivery, RegistrationFinished(registration=alice))

    assert str(post.the_mail()["subject"]) == "Je hebt al je bijeenkomsten gehad: Omgaan met je telefoon"


async def test_reconfirmation_asks_whether_somebody_still_comes(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    alice = await world.person(session=await world.session(local(7)))

    await tell(delivery, ReconfirmationAsked(registration=alice))

    mail = post.the_mail()
    assert str(mail["subject"]).startswith("Kom je nog? ")
    assert "Antwoord je niet, dan houd je je plek." in text_of(mail)


async def test_few_people_is_told_to_the_organisation_once(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    session = await world.session(local(2))
    await execute("UPDATE organisation SET email = 'agenda@library.example'")
    fact = MinimumNotMet(session=session, edition=None, starts_at=local(2), people=2, minimum=5)

    await tell(delivery, fact)
    await tell(delivery, fact)

    mail = post.the_mail()
    assert "agenda@library.example" in str(mail["to"])
    assert str(mail["subject"]).startswith("Weinig mensen voor Omgaan met je telefoon, ")
    assert "2 mensen hebben zich aangemeld." in text_of(mail)
    assert f"/planner/sessions/{session}" in text_of(mail)


async def test_few_people_for_what_is_called_off_is_not_told(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    session = await world.session(local(2))
    await execute("UPDATE organisation SET email = 'agenda@library.example'")
    await execute("UPDATE session SET state = 'cancelled'")

    await tell(delivery, MinimumNotMet(session=session, edition=None, starts_at=local(2), people=2, minimum=5))

    assert post.mails() == []
