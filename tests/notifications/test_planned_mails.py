"""What the mails say that go by themselves, as they arrive."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from content_links.learning.opening_links import OpenLink, open_token
from content_links.learning.recording import record_done
from content_links.vocabulary import Phase
from database.transaction import execute, fetch_row, fetch_value
from notifications.delivery import Delivery
from notifications.forgetting import forget_messages
from notifications.payload import Payload
from notifications.trials import ACTIVITIES, send_trial
from tests.notifications.conftest import SECRET
from tests.notifications.mails import Post, calendar_of, html_of, text_of
from tests.notifications.worlds import AMSTERDAM, local, make_world, move
from web.signed_links import SignedLinks

pytestmark = pytest.mark.usefixtures("database")


async def put(
    kind: str,
    subject: str,
    *,
    registration: UUID,
    session: UUID | None = None,
    days: int = 1,
    payload: Payload | None = None,
) -> None:
    await execute(
        "INSERT INTO message (kind, recipient, subject, revision, registration, session, payload)"
        " VALUES ($1, 'alice@reader.example', $2, $3, $4, $5, $6)",
        kind,
        subject,
        days,
        registration,
        session,
        (payload or Payload()).as_json(),
    )


def day_of(moment: datetime) -> str:
    return moment.astimezone(AMSTERDAM).date().isoformat()


async def dropped() -> str | None:
    row = await fetch_row("SELECT state, last_error FROM message")
    assert row is not None
    return row["last_error"] if row["state"] == "dropped" else None


async def test_prepare_says_what_to_do_how_long_and_how_to_get_in(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    package = await world.package(Phase.PREPARE, release_days=-7)
    await execute(
        "UPDATE package SET duration_minutes = 45, access = 'library_account',"
        " access_note = 'Je pasnummer staat op je pas.'"
    )
    await execute("UPDATE content_link SET note = 'Doe alleen les 1.'")
    session = await world.session(local(3))
    alice = await world.person(session=session)
    await put(
        "prepare",
        f"registration:{alice}:session:{session}:{day_of(local(3))}",
        registration=alice,
        session=session,
        days=3,
    )

    await delivery.deliver()

    mail = post.the_mail()
    text = text_of(mail)
    assert str(mail["subject"]).startswith("Bereid je voor op Omgaan met je telefoon")
    link = OpenLink(registration=alice, package=package.id)
    assert re.findall(r"/open/([\w=-]+)", text) == [open_token(link, SignedLinks(SECRET))]
    for said in (
        "Klik & Tik online",
        "Doe alleen les 1.",
        "Dit duurt ongeveer 45 minuten.",
        "Je pasnummer staat op je pas.",
    ):
        assert said in text
    assert "Log in met het nummer" in text
    assert "Centrale" in text
    assert calendar_of(mail) is None


async def test_prepare_is_dropped_when_there_is_nothing_any_more(delivery: Delivery) -> None:
    world = await make_world()
    await world.package(Phase.PREPARE, release_days=0)
    session = await world.session(local(3))
    alice = await world.person(session=session)
    await put(
        "prepare",
        f"registration:{alice}:session:{session}:{day_of(local(3))}",
        registration=alice,
        session=session,
        days=3,
    )

    await delivery.deliver()

    assert await dropped() == "there is nothing to prepare with"


async def test_reminder_of_hours_is_dropped_when_the_session_moved(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    starts_at = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(hours=2)
    session = await world.session(starts_at)
    alice = await world.person(session=session)
    stamp = f"{starts_at.astimezone(AMSTERDAM):%Y%m%dT%H%M}"
    await put("soon", f"registration:{alice}:session:{session}:{stamp}", registration=alice, session=session, days=3)
    await move(session, starts_at + timedelta(hours=1))

    await delivery.deliver()

    assert (await dropped(), post.mails()) == ("the session moved", [])


async def _week(world_days: tuple[int, ...] = (1, 2)) -> tuple[list[UUID], list[UUID], str]:
    """Sessions of two activities in one week, Alice's registrations and the subject of their digest."""
    world = await make_world()
    other = await world.another_activity("taalcafe")
    await world.package(Phase.PREPARE, release_days=-30)
    today = datetime.now(AMSTERDAM).date()
    monday = today + timedelta(days=7 - today.weekday())
    ahead = (monday - today).days
    sessions = [
        await world.session(local(ahead + world_days[0])),
        await world.session(local(ahead + world_days[1]), edition=other.id),
    ]
    people = [await world.person(session=session) for session in sessions]
    return sessions, people, f"digest:Europe/Amsterdam:{monday}"


async def test_digest_lists_the_week_in_order(delivery: Delivery, post: Post) -> None:
    sessions, people, subject = await _week((3, 1))
    places = tuple(zip(people, sessions, strict=True))
    await put("digest", subject, registration=people[0], days=0, payload=Payload(places=places))

    await delivery.deliver()

    mail = post.the_mail()
    text = text_of(mail)
    assert mail["subject"] == "Jouw week: 2 bijeenkomsten"
    assert text.index("Taalcafe") < text.index("Omgaan met je telefoon")
    assert text.count("/my/") == 2
    assert "Online, voordat je komt: Klik & Tik online." in text
    assert "List-Unsubscribe" in mail


async def test_digest_leaves_out_what_is_off_or_moved_to_another_week(delivery: Delivery, post: Post) -> None:
    sessions, people, subject = await _week()
    places = tuple(zip(people, sessions, strict=True))
    await put("digest", subject, registration=people[0], days=0, payload=Payload(places=places))
    await move(sessions[0], local(30))

    await delivery.deliver()

    assert "Omgaan met je telefoon" not in text_of(post.the_mail())


async def test_digest_of_nothing_is_dropped(delivery: Delivery) -> None:
    sessions, people, subject = await _week()
    places = tuple(zip(people, sessions, strict=True))
    await put("digest", subject, registration=people[0], days=0, payload=Payload(places=places))
    await execute("UPDATE registration SET state = 'cancelled'")

    await delivery.deliver()

    assert await dropped() == "nothing of this week is still to come"


async def test_digest_goes_with_the_person() -> None:
    sessions, people, subject = await _week()
    places = tuple(zip(people, sessions, strict=True))
    await put("digest", subject, registration=people[0], days=0, payload=Payload(places=places))

    await forget_messages([people[1]], "Alice@Reader.example")

    assert await fetch_value("SELECT count(*) FROM message") == 0


async def test_follow_up_asks_with_three_links_that_each_say_an_answer(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    await world.package(Phase.FOLLOW_UP, "Verder oefenen")
    session = await world.session(local(-1))
    alice = await world.person(session=session)
    await put(
        "follow_up",
        f"registration:{alice}:session:{session}",
        registration=alice,
        session=session,
        payload=Payload(asks=True),
    )

    await delivery.deliver()

    mail = post.the_mail()
    for body in (text_of(mail), html_of(mail)):
        assert "Hoe was het?" in body
        assert re.findall(r"/how-was-it/[\w=-]+\?answer=(\w+)", body) == ["good", "okay", "poor"]
        assert "Verder oefenen" in body


async def test_prepare_of_who_did_it_all_says_so(delivery: Delivery, post: Post) -> None:
    world = await make_world(prepare_days=(3,))
    package = await world.package(Phase.PREPARE, release_days=-7)
    session = await world.session(local(3))
    alice = await world.person(session=session)
    await record_done(OpenLink(registration=alice, package=package.id))
    subject = f"registration:{alice}:session:{session}:{day_of(local(3))}"
    await put("prepare", subject, registration=alice, session=session, days=3)

    await delivery.deliver()

    text = text_of(post.the_mail())
    assert ("Wat je online kunt doen, heb je gedaan." in text, "/open/" in text) == (True, False)


async def test_follow_up_without_the_question_does_not_ask(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    await world.package(Phase.FOLLOW_UP)
    session = await world.session(local(-1))
    alice = await world.person(session=session)
    await put("follow_up", f"registration:{alice}:session:{session}", registration=alice, session=session)

    await delivery.deliver()

    assert "how-was-it" not in text_of(post.the_mail())


async def test_follow_up_leads_to_what_is_left_and_shows_what_is_done(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    done, left = [await world.package(Phase.FOLLOW_UP, title) for title in ("Eerst dit", "Dan dat")]
    prepared, _ = [await world.package(Phase.PREPARE, title) for title in ("Vooraf dit", "Vooraf niet")]
    session = await world.session(local(-1))
    alice = await world.person(session=session)
    for package in (prepared, done):
        await record_done(OpenLink(registration=alice, package=package.id))
    await put("follow_up", f"registration:{alice}:session:{session}", registration=alice, session=session)

    await delivery.deliver()

    text = text_of(post.the_mail())
    assert "Ga verder met Dan dat" in text
    assert open_token(OpenLink(registration=alice, package=left.id), SignedLinks(SECRET)) in text
    path = [line.split(": ", 1)[-1].strip() for line in text.splitlines() if line.startswith("[")]
    dots = [line[:3] for line in text.splitlines() if line.startswith("[")]
    assert (dots, path[:1] + path[2:]) == (["[x]", "[x]", "[>]", "[x]"], ["Vooraf dit", "Dan dat", "Eerst dit"])


async def test_follow_up_of_who_did_it_all_asks_only_how_it_was(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    package = await world.package(Phase.FOLLOW_UP)
    session = await world.session(local(-1))
    alice, bob = [await world.person(session=session, email=f"{name}@reader.example") for name in ("alice", "bob")]
    for registration, asks in ((alice, True), (bob, False)):
        await record_done(OpenLink(registration=registration, package=package.id))
        subject = f"registration:{registration}:session:{session}"
        payload = Payload(asks=asks)
        await put("follow_up", subject, registration=registration, session=session, payload=payload)

    await delivery.deliver()

    mail = post.the_mail()
    assert (mail["subject"], "Goed gedaan" in text_of(mail)) == ("Hoe was Omgaan met je telefoon?", True)
    assert len(re.findall("/how-was-it/", text_of(mail))) == 3


async def test_question_alone_is_a_mail_of_its_own(delivery: Delivery, post: Post) -> None:
    world = await make_world()
    session = await world.session(local(-1))
    alice = await world.person(session=session)
    await put(
        "follow_up",
        f"registration:{alice}:session:{session}",
        registration=alice,
        session=session,
        payload=Payload(asks=True),
    )

    await delivery.deliver()

    assert post.the_mail()["subject"] == "Hoe was Omgaan met je telefoon?"


async def test_trial_is_the_mail_marked_as_a_test(delivery: Delivery, post: Post) -> None:
    world = await make_world(reminder_days=[7])
    await world.session(local(20))
    await send_trial("bea@library.example", of=ACTIVITIES, slug="telefoon", key="reminder-7", locale="nl")

    await delivery.deliver()

    mail = post.the_mail()
    assert (mail["to"], str(mail["subject"])[:23]) == ("bea@library.example", "Test: Over 7 dagen: Omg")
    assert "Dit is een test." in text_of(mail)
    assert ("/example-mail" in text_of(mail), "/my/" in text_of(mail)) == (True, False)
    assert calendar_of(mail) is None


async def test_trial_of_what_is_gone_is_dropped(delivery: Delivery) -> None:
    await make_world(reminder_days=[])
    await send_trial("bea@library.example", of=ACTIVITIES, slug="telefoon", key="reminder-7", locale="nl")

    await delivery.deliver()

    assert await dropped() == "there is no such mail"
    assert await fetch_value("SELECT count(*) FROM message") == 1
