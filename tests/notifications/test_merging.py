"""What many get is written once, and is to the byte what each would get alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.invitation import Address
from content_links.vocabulary import Phase
from events.vocabulary import Form, RegistrationState
from notifications.blanks import blank_of
from notifications.claiming import Claimed
from notifications.links import Links
from notifications.merging import Merge
from notifications.payload import Former, Payload
from notifications.reading import read_signups
from notifications.reply_addresses import ReplyAddresses
from notifications.signups import Signup
from notifications.subjects import about
from notifications.vocabulary import MessageKind
from notifications.writing import Background, Mail, Writer
from tests.notifications.worlds import local, make_world
from web.signed_links import SignedLinks

SENDER = Address(email="agenda@waterland.example", name="Bibliotheek Waterland")
NOW = datetime.now(UTC)
SPACE = UUID(int=7)
NAMES = st.one_of(
    st.text(min_size=1, max_size=60),
    st.sampled_from(
        ["Zoë \U0001f642", "<b>&amp;\"'", "a\xa0b", "=41 .", ".", "Jansen, A; B:C", "x" * 120, "\x00\ud800"]
    ),
)
EMAILS = st.sampled_from(
    ["bob@reader.example", "zoë@bücher.example", "o'neil+x=y@reader.example", "a&b@reader.example"]
)
TITLES = st.one_of(
    st.text(max_size=80), st.sampled_from(["Klik & Tik", "<script>", "%(title)s %s {{ 7 }}", "\n.\nFrom x"])
)


def writer() -> Writer:
    links = Links("https://agenda.example", SignedLinks("a secret"))
    return Writer(sender=SENDER, links=links, addresses=ReplyAddresses(SENDER, "a secret"))


def message(kind: MessageKind, signup: Signup, payload: Payload, email: str, number: int) -> Claimed:
    session = signup.meetings[0].id
    return Claimed(
        id=uuid5(SPACE, str(number)),
        kind=kind,
        recipient=email,
        subject=f"{about(signup.id, session)}:{signup.meetings[0].local_start.date()}",
        revision=1,
        registration=signup.id,
        session=session,
        payload=payload,
        attempts=1,
        unconfirmed=1,
        created_at=NOW,
    )


async def an_example(*, per_edition: bool = False) -> Signup:
    world = await make_world(form=Form.COHORT if per_edition else Form.SINGLE)
    session = await world.session(local(1))
    await world.session(local(8))
    for phase in Phase:
        await world.package(phase, f"Online {phase}")
    person = await world.person(session=None if per_edition else session, name="Alice", locale="nl")
    return (await read_signups([person]))[person]


FORMER = Former(starts_at=NOW, ends_at=NOW + timedelta(hours=1), location=1, room=None)
CASES = [
    (MessageKind.REMINDER, RegistrationState.CONFIRMED, Payload()),
    (MessageKind.CONFIRMATION, RegistrationState.CONFIRMED, Payload()),
    (MessageKind.UPDATE, RegistrationState.CONFIRMED, Payload(former=FORMER)),
    (MessageKind.CANCELLATION, RegistrationState.CANCELLED, Payload(by_staff=True)),
    (MessageKind.WAITING, RegistrationState.WAITING, Payload()),
    (MessageKind.RECONFIRM, RegistrationState.CONFIRMED, Payload()),
    (MessageKind.CHANGED, RegistrationState.CONFIRMED, Payload()),
]


@pytest.fixture
async def examples(database: None) -> list[Signup]:
    """The same for one session and for a whole edition."""
    return [await an_example(per_edition=per_edition) for per_edition in (False,)]


async def test_mails_of_a_group_are_those_that_the_writer_makes_alone(examples: list[Signup]) -> None:
    @settings(max_examples=150, deadline=None)
    @given(
        case=st.sampled_from(CASES),
        names=st.lists(NAMES, min_size=3, max_size=3),
        email=EMAILS,
        title=TITLES,
        locale=st.sampled_from(["nl", "en"]),
        signup=st.sampled_from(examples),
        tentative=st.booleans(),
    )
    def check(
        *, case: object, names: list[str], email: str, title: str, locale: str, signup: Signup, tentative: bool
    ) -> None:
        kind, state, payload = case  # type: ignore[misc]
        said = replace(signup, activity_title=title, locale=locale, is_tentative=tentative)
        same = replace(said, state=state, invitation_offset=1)
        people = [
            replace(same, id=uuid5(SPACE, f"p{n}"), first_registration=uuid5(SPACE, f"f{n}"), name=name)
            for n, name in enumerate(names)
        ]
        messages = [message(kind, person, payload, email, n) for n, person in enumerate(people)]
        background = Background(signups={person.id: person for person in people}, former_places={}, known={})

        merged, alone = _run(_both(messages, background))

        assert all(isinstance(mail, Mail) for mail in alone)
        assert merged == alone

    check()


async def _both(messages: list[Claimed], background: Background) -> tuple[list[object], list[object]]:
    merge, alone = Merge(writer(), background, NOW, messages), writer()
    return (
        [await merge.write(each) for each in messages],
        [await alone.write(each, background, NOW) for each in messages],
    )


def _run(coroutine: object) -> tuple[list[object], list[object]]:
    """Without a loop: nothing in it waits."""
    try:
        coroutine.send(None)  # type: ignore[attr-defined]
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
    raise AssertionError("it waited for something")


@pytest.mark.parametrize("case", CASES, ids=[kind for kind, _, _ in CASES])
async def test_mail_of_a_group_is_written_for_nobody_first(
    examples: list[Signup], case: tuple[MessageKind, RegistrationState, Payload]
) -> None:
    kind, state, payload = case
    signup = replace(examples[0], state=state, invitation_offset=1, is_tentative=True)
    background = Background(signups={signup.id: signup}, former_places={}, known={})
    each = message(kind, signup, payload, "alice@reader.example", 1)

    occasion = await writer().occasion(each, signup, background, NOW)

    assert blank_of(occasion, writer()) is not None
