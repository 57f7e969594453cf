"""What a provider that reports back gets, and what it can say with that."""

from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import ValidationError

from content_links.learning.errors import UnknownProvider, UnknownReference
from content_links.learning.learners import forget_learners
from content_links.learning.opening_links import OpenLink
from content_links.learning.reading import deeds_of
from content_links.learning.recording import record_done, record_opened, take_back_done
from content_links.learning.reporting import (
    Reporting,
    report_completed,
    report_parameter_of,
    set_reporting,
    with_reference,
)
from content_links.vocabulary import ProgressSource
from database.transaction import execute
from tests.content_links.learning.examples import a_package, a_person, a_place, by_mail, by_receipt, used

pytestmark = pytest.mark.usefixtures("database")


async def opened(link: OpenLink) -> str:
    """The reference that the provider gets."""
    progress = await record_opened(link)
    assert progress is not None
    address = with_reference("https://oefenen.example/klik?taal=nl#1", "ref", progress)
    found = parse_qs(urlsplit(address).query)
    assert (found["taal"], urlsplit(address).fragment) == (["nl"], "1")
    return found["ref"][0]


async def source(link: OpenLink) -> ProgressSource | None:
    """Who said that it is done, None when nobody did."""
    deeds = (await deeds_of([link.registration], from_mail=link.from_mail))[link.registration]
    return deeds.of_key(link.package, link.unit).source if deeds.is_done(link.package, link.unit) else None


async def test_provider_says_that_it_is_completed_once() -> None:
    package, _ = await a_package()
    alice = await a_person(await a_place())
    for link in (by_receipt(alice, package), by_mail(alice, package)):
        reference = await opened(link)
        await report_completed(reference)
        await report_completed(reference)
        assert await source(link) is ProgressSource.PROVIDER
    assert await used() == [(1, 1)]


async def test_what_the_learner_said_first_cannot_be_taken_back_after_the_provider_said_so_too() -> None:
    package, _ = await a_package()
    link = by_mail(await a_person(await a_place()), package)
    reference = await opened(link)
    await record_done(link)
    await report_completed(reference)
    await take_back_done(link)
    assert (await source(link), await used()) == (ProgressSource.PROVIDER, [(1, 1)])


async def test_references_of_one_person_have_nothing_in_common() -> None:
    first, second = [(await a_package(slug))[0] for slug in ("een", "twee")]
    alice = await a_person(await a_place())
    references = [await opened(by_mail(alice, package)) for package in (first, second)]
    assert len({reference[12:] for reference in references}) == 2
    assert all(len(reference) == 64 for reference in references)


async def test_reference_of_who_was_forgotten_says_nothing() -> None:
    package, _ = await a_package()
    alice = await a_person(await a_place())
    reference = await opened(by_mail(alice, package))
    await forget_learners([alice], "alice@reader.example")
    for unknown in (reference, f"{reference}A", "x"):
        with pytest.raises(UnknownReference):
            await report_completed(unknown)


async def test_reference_outlives_the_registration_while_the_address_has_another() -> None:
    package, _ = await a_package()
    link = by_mail(await a_person(await a_place()), package)
    reference = await opened(link)
    await forget_learners([link.registration])
    await report_completed(reference)
    assert await source(link) is ProgressSource.PROVIDER


async def test_provider_reports_back_only_when_that_is_written_down() -> None:
    await a_package()
    assert await report_parameter_of("Oefenen.nl") is None
    await set_reporting("oefenen-nl", Reporting(parameter="ref"))
    assert await report_parameter_of("Oefenen.nl") == "ref"
    await set_reporting("oefenen-nl", Reporting(parameter=None))
    assert await report_parameter_of("Oefenen.nl") is None
    with pytest.raises(UnknownProvider):
        await set_reporting("nobody", Reporting(parameter="ref"))


@pytest.mark.parametrize("parameter", ["", "a b", "a=b", "é", "x" * 41])
def test_parameter_is_a_name(parameter: str) -> None:
    with pytest.raises(ValidationError):
        Reporting(parameter=parameter)


async def test_nothing_is_recorded_through_a_registration_that_is_nobodys() -> None:
    package, _ = await a_package()
    reference = await opened(by_mail(await a_person(await a_place()), package))
    await execute("UPDATE registration SET email = NULL, anonymised_at = now()")
    with pytest.raises(UnknownReference):
        await report_completed(reference)
