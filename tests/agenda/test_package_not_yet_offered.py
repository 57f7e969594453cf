"""What libraries have only nominated says so: it has not ended, and nobody starts with it."""

import pytest

from tests.application import visitor
from tests.content_links.procuring.examples import SLUG, make_nominated, make_tree

pytestmark = pytest.mark.usefixtures("database")


async def test_nominated_package_is_not_offered_and_has_not_ended() -> None:
    await make_tree()
    await make_nominated()
    async with visitor(headers={"Accept-Language": "en"}) as reader:
        page, catalogue = await reader.get(f"/learn/{SLUG}"), await reader.get("/learn")
    assert ("Not offered now" in page.text, "Start online" in page.text) == (True, False)
    assert SLUG not in catalogue.text
