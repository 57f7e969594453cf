"""What people do online is recorded once, counted without names, and known to nobody who only typed an address."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from content_links.learning.deeds import Deeds
from content_links.learning.learners import forget_learners, forget_unused_learners
from content_links.learning.opening_links import OpenLink
from content_links.learning.reading import deeds_of
from content_links.learning.recording import record_done, record_opened, take_back_done
from content_links.vocabulary import ProgressSource
from database.transaction import execute, fetch_value
from events.errors import UnknownRegistration
from tests.content_links.learning.examples import (
    ALICE,
    a_package,
    a_person,
    a_place,
    another_session,
    by_mail,
    by_receipt,
    used,
)

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


async def deeds(link: OpenLink) -> Deeds:
    return (await deeds_of([link.registration], from_mail=link.from_mail))[link.registration]


async def test_opening_twice_counts_once() -> None:
    package, _ = await a_package()
    link = by_mail(await a_person(await a_place()), package)
    await record_opened(link, now=NOW)
    await record_opened(link, now=NOW + DAY)
    assert (await deeds(link)).opened_at(package.id) == NOW
    assert await used() == [(1, 0)]


async def test_opening_at_the_same_time_counts_once() -> None:
    package, _ = await a_package()
    link = by_mail(await a_person(await a_place()), package)
    await asyncio.gather(*(record_opened(link, now=NOW) for _ in range(5)))
    assert (await used(), await fetch_value("SELECT count(*) FROM learner")) == ([(1, 0)], 1)


async def test_done_is_said_and_taken_back() -> None:
    package, _ = await a_package()
    link = by_mail(await a_person(await a_place()), package)
    await record_done(link, now=NOW)
    await record_done(link, now=NOW + DAY)
    assert ((await deeds(link)).done_at(package.id), await used()) == (NOW, [(0, 1)])
    await take_back_done(link)
    await take_back_done(link)
    assert ((await deeds(link)).is_done(package.id), await used()) == (False, [(0, 0)])


async def test_what_a_provider_said_is_not_taken_back() -> None:
    package, _ = await a_package()
    link = by_mail(await a_person(await a_place()), package)
    await record_done(link, source=ProgressSource.PROVIDER)
    await take_back_done(link)
    assert (await deeds(link)).of_key(package.id).source is ProgressSource.PROVIDER


async def test_package_is_done_with_its_last_part_and_counts_once() -> None:
    package, [first, second] = await a_package(units=2)
    alice = await a_person(await a_place())
    done = []
    for unit in (first, second):
        await record_opened(by_mail(alice, package, unit), now=NOW)
        await record_done(by_mail(alice, package, unit), now=NOW)
        done.append((await deeds(by_mail(alice, package))).is_done(package.id))
    assert (done, await used()) == ([False, True], [(1, 1)])


async def test_the_same_address_is_one_person_at_every_activity() -> None:
    package, _ = await a_package()
    session = await a_place()
    first, other = await a_person(session), await a_person(await another_session(session), "Alice@Reader.example")
    await record_done(by_mail(first, package))
    assert (await deeds(by_mail(other, package))).is_done(package.id)


async def test_who_only_typed_an_address_learns_nothing_of_it() -> None:
    package, _ = await a_package()
    session = await a_place()
    alice, typed = await a_person(session), await a_person(await another_session(session), ALICE.upper())
    await record_done(by_mail(alice, package))
    assert not (await deeds(by_receipt(typed, package))).is_opened(package.id)
    await record_opened(by_receipt(typed, package))
    assert not (await deeds(by_receipt(typed, package))).is_done(package.id)


async def test_what_was_done_by_the_first_link_is_known_by_that_of_the_mail() -> None:
    package, _ = await a_package()
    alice = await a_person(await a_place())
    await record_done(by_receipt(alice, package))
    await record_opened(by_mail(alice, package))
    assert (await deeds(by_mail(alice, package))).is_done(package.id)
    await take_back_done(by_mail(alice, package))
    assert not (await deeds(by_mail(alice, package))).is_done(package.id)
    assert await used() == [(1, 0)]


async def test_nobody_is_recorded_for_a_package_that_is_gone() -> None:
    package, _ = await a_package()
    link = by_mail(await a_person(await a_place()), package)
    await execute("DELETE FROM package")
    await record_opened(link)
    assert await fetch_value("SELECT count(*) FROM learner") == 0


async def test_forgotten_person_leaves_counts_and_no_name() -> None:
    package, _ = await a_package()
    alice = await a_person(await a_place())
    await record_opened(by_mail(alice, package))
    await record_done(by_receipt(alice, package))
    await forget_learners([alice], ALICE.upper())
    assert await fetch_value("SELECT (SELECT count(*) FROM learner) + (SELECT count(*) FROM progress)") == 0
    assert await used() == [(1, 1)]


async def test_forgotten_registration_leaves_what_the_address_did_until_its_last() -> None:
    package, _ = await a_package()
    alice = await a_person(await a_place())
    await record_opened(by_mail(alice, package))
    await forget_learners([alice])
    await forget_unused_learners()
    assert await fetch_value("SELECT registration IS NULL FROM progress")
    await execute("UPDATE registration SET email = NULL, anonymised_at = now()")
    await forget_unused_learners()
    assert await fetch_value("SELECT count(*) FROM progress") == 0


async def test_who_was_forgotten_does_nothing_any_more() -> None:
    package, _ = await a_package()
    link = by_mail(await a_person(await a_place()), package)
    await execute("UPDATE registration SET email = NULL, anonymised_at = now()")
    for operation in (record_opened, record_done, take_back_done):
        with pytest.raises(UnknownRegistration):
            await operation(link)
