"""Whatever happens to a session and its people, in any order: nobody is left out, nobody is in twice, no seat too many.

Hypothesis drives the operations on the real database, and looks at all that must hold after each of them.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from database.transaction import execute, fetch, fetch_row, fetch_value
from events.cancelling import cancel_registration
from events.capacity_changes import set_capacity
from events.changing_registration import RegistrationValues, change_registration
from events.checking import problems
from events.editing import cancel_session, move_session
from events.offering import accept_offer, decline_offer, expire_offers, promote_by_hand
from events.registering import Applicant, register
from events.vocabulary import Form, RegistrationTarget
from notifications.composing import HANDLERS
from outbox.relay import relay
from refusals import Refusal
from tests.builders import a_session, an_edition

STAFF = 7
LAPSE = timedelta(hours=25)
READERS = st.sampled_from("abcdefgh")
SIZES = st.integers(1, 3)
ANYBODY = st.integers(0, 50)
SEATED = ("confirmed", "offered")
# One for each step; what happens to a session is told besides.
TOLD = ("confirmation", "waiting", "promotion", "offer", "offer_expired", "cancellation", "changed", "finished")

_PEOPLE = """
SELECT id, lower(email) AS email, state, party_size, queue_number,
    (SELECT count(*) FROM registration_step WHERE registration_step.registration = registration.id) AS steps,
    (SELECT count(*) FROM fact WHERE fact.payload ->> 'registration' = registration.id::text) AS facts,
    (SELECT reason FROM registration_step WHERE registration_step.registration = registration.id
     ORDER BY id DESC LIMIT 1) AS reason
FROM registration WHERE session = $1 OR edition = $1 ORDER BY queue_number
"""
_MESSAGES = "SELECT count(*) FROM message WHERE kind = ANY($1) AND registration = ANY($2::uuid[])"


@dataclass(frozen=True)
class Seen:
    """What the database holds after a step."""

    people: tuple[dict[str, Any], ...] = ()
    seats: dict[str, Any] = field(default_factory=dict)
    is_on: bool = True

    def of(self, *states: str) -> list[dict[str, Any]]:
        return [each for each in self.people if each["state"] in states]


class Registrations(RuleBasedStateMachine):
    loop: ClassVar[asyncio.AbstractEventLoop]

    def run(self, operation: Coroutine[Any, Any, Any]) -> Any:
        """From hypothesis' thread in the loop that has the connections."""
        return asyncio.run_coroutine_threadsafe(operation, self.loop).result()

    def attempt(self, operation: Coroutine[Any, Any, Any]) -> None:
        """What is refused changes nothing."""
        before = self.seen
        try:
            self.run(operation)
        except Refusal:
            assert self.run(self.look()) == before
        self.before, self.seen = before, self.run(self.look())

    @initialize(
        form=st.sampled_from([Form.SINGLE, Form.COHORT]),
        capacity=st.integers(2, 4),
        sizes=st.lists(SIZES, min_size=4, max_size=8),
    )
    def begin(self, form: Form, capacity: int, sizes: list[int]) -> None:
        self.later = timedelta()
        self.run(self.make(form, capacity))
        self.before = self.seen = self.run(self.look())
        for reader, size in zip("abcdefgh", sizes, strict=False):
            self.sign_up(reader, min(size, capacity), at_desk=False)

    async def make(self, form: Form, capacity: int) -> None:
        edition = await an_edition(form=form, capacity=capacity)
        self.session = await a_session(edition=edition, capacity=capacity if form is Form.SINGLE else None)
        self.table = RegistrationTarget.SESSION if form is Form.SINGLE else RegistrationTarget.EDITION
        self.target = self.session if form is Form.SINGLE else edition.id

    async def look(self) -> Seen:
        counts = f"SELECT capacity, seats_taken, desk_seats FROM {self.table} WHERE id = $1"  # noqa: S608
        seats = await fetch_row(counts, self.target)
        state = await fetch_value("SELECT state FROM session WHERE id = $1", self.session)
        people = tuple(dict(row) for row in await fetch(_PEOPLE, self.target))
        return Seen(people=people, seats=dict(seats or {}), is_on=state == "scheduled")

    def somebody(self, at: int, *states: str) -> UUID | None:
        found = self.seen.of(*states) if states else list(self.seen.people)
        return found[at % len(found)]["id"] if found else None

    @rule(reader=READERS, size=SIZES, at_desk=st.booleans())
    def sign_up(self, reader: str, size: int, at_desk: bool) -> None:
        applicant = Applicant(name=reader, email=f"{reader}@reader.example", party_size=size)
        self.attempt(register(**{self.table: self.target}, applicant=applicant, by_staff=STAFF if at_desk else None))

    @precondition(lambda self: self.seen.of("confirmed"))
    @rule(at=ANYBODY)
    def give_back(self, at: int) -> None:
        self.attempt(cancel_registration(self.somebody(at, "confirmed"), by="attendee"))  # type: ignore[arg-type]

    @precondition(lambda self: self.seen.people)
    @rule(at=ANYBODY, by=st.sampled_from(["attendee", "staff"]))
    def cancel(self, at: int, by: Any) -> None:
        self.attempt(cancel_registration(self.somebody(at), by=by))  # type: ignore[arg-type]  # there are people

    @precondition(lambda self: self.seen.of("offered"))
    @rule(at=ANYBODY)
    def accept(self, at: int) -> None:
        self.attempt(accept_offer(self.somebody(at, "offered")))  # type: ignore[arg-type]

    @precondition(lambda self: self.seen.of("offered"))
    @rule(at=ANYBODY)
    def decline(self, at: int) -> None:
        self.attempt(decline_offer(self.somebody(at, "offered")))  # type: ignore[arg-type]

    @precondition(lambda self: self.seen.of("offered") and self.later < timedelta(days=4))
    @rule()
    def let_offers_expire(self) -> None:
        self.later += LAPSE
        self.attempt(expire_offers(datetime.now(UTC) + self.later))

    @precondition(lambda self: self.seen.of("waiting"))
    @rule(at=ANYBODY, confirm=st.booleans())
    def promote(self, at: int, confirm: bool) -> None:
        self.attempt(promote_by_hand(self.somebody(at, "waiting"), STAFF, confirm=confirm))  # type: ignore[arg-type]

    @precondition(lambda self: self.seen.people)
    @rule(at=ANYBODY, size=SIZES)
    def come_with_others(self, at: int, size: int) -> None:
        self.attempt(change_registration(self.somebody(at), RegistrationValues(party_size=size)))  # type: ignore[arg-type]

    @rule(capacity=st.integers(1, 8), desk_seats=st.integers(0, 2))
    def seat(self, capacity: int, desk_seats: int) -> None:
        self.attempt(set_capacity(**{self.table: self.target}, capacity=capacity, desk_seats=desk_seats))  # type: ignore[arg-type]

    @precondition(lambda self: self.seen.of("offered"))
    @rule(days=st.integers(6, 20))
    def move(self, days: int) -> None:
        starts_at = datetime.now(UTC) + timedelta(days=days)
        self.attempt(move_session(self.session, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)))

    @precondition(lambda self: len(self.seen.people) > 8 and self.seen.of("offered"))
    @rule()
    def call_off(self) -> None:
        self.attempt(cancel_session(self.session, reason="Ziek"))

    @invariant()
    def seats_are_those_of_the_people(self) -> None:
        seats, taken = self.seen.seats, sum(each["party_size"] for each in self.seen.of(*SEATED))
        assert seats["seats_taken"] == taken
        assert taken <= seats["capacity"]

    @invariant()
    def nobody_is_in_twice(self) -> None:
        emails = [each["email"] for each in self.seen.of("waiting", *SEATED)]
        assert len(emails) == len(set(emails))

    @invariant()
    def nobody_passes_the_queue(self) -> None:
        was = {each["id"]: each["state"] for each in self.before.people}
        still = [each["queue_number"] for each in self.seen.of("waiting") if was.get(each["id"]) == "waiting"]
        moved = [each for each in self.seen.of(*SEATED) if was.get(each["id"]) != each["state"]]
        offered = [each["queue_number"] for each in moved if each["reason"] == "seat_free"]
        assert max(offered, default=0) < min(still, default=1 << 40)
        assert not still or not [each for each in moved if each["reason"] == "signed_up"]

    @invariant()
    def nobody_waits_for_a_seat_that_is_free(self) -> None:
        waiting, seats = self.seen.of("waiting"), self.seen.seats
        if waiting and self.seen.is_on:
            assert waiting[0]["party_size"] > seats["capacity"] - seats["seats_taken"] - seats["desk_seats"]

    @invariant()
    def each_step_is_told_once(self) -> None:
        assert [each["facts"] for each in self.seen.people] == [each["steps"] for each in self.seen.people]

    @invariant()
    def the_check_agrees(self) -> None:
        assert self.run(problems()) == []

    def teardown(self) -> None:
        if hasattr(self, "seen"):
            assert self.run(self.messages()) == sum(each["steps"] for each in self.seen.people)
            for table in ("fact", "message", "registration", "session", "edition"):
                self.run(execute(f"DELETE FROM {table}"))  # noqa: S608  of these

    async def messages(self) -> int:
        while await relay(HANDLERS):
            pass
        people = [each["id"] for each in self.seen.people]
        number: int = await fetch_value(_MESSAGES, list(TOLD), people)
        return number


async def test_registrations_hold_whatever_happens(database: None) -> None:
    Registrations.loop = asyncio.get_running_loop()
    quick = settings(max_examples=25, stateful_step_count=20, deadline=None)
    await asyncio.to_thread(run_state_machine_as_test, Registrations, settings=quick)
