"""The job of the worker about licences moves packages on as the days of their terms come."""

from typing import Any

import pytest

from content_links.vocabulary import PackageState
from leeragenda.worker import follow_licences
from tests.content_links.procuring.examples import DAY, TODAY, make_procured, make_tree, state

pytestmark = pytest.mark.usefixtures("database")


async def test_what_is_procured_becomes_available_and_ends_with_its_licence() -> None:
    nothing: Any = {}
    await make_procured(await make_tree(), starts_on=TODAY - 2 * DAY, ends_on=TODAY - DAY)
    await follow_licences(nothing)
    assert await state() == PackageState.ENDED


async def test_term_that_has_begun_is_available() -> None:
    nothing: Any = {}
    await make_procured(await make_tree(), ends_on=TODAY)
    await follow_licences(nothing)
    assert await state() == PackageState.AVAILABLE
