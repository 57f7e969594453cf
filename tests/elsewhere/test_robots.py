"""The rules of a site, from a real one on this machine."""

import pytest

from elsewhere.robots import robots_of
from tests.content_links.harvesting.servers import Says, running_site


@pytest.mark.parametrize(
    ("says", "allowed", "pause"),
    [
        (Says("User-agent: *\nDisallow: /x\nAllow: /"), False, 1.0),
        (Says("User-agent: Leeragenda\nAllow: /\nCrawl-delay: 4\n\nUser-agent: *\nDisallow: /"), True, 4.0),
        (Says("User-agent: *\nCrawl-delay: 9999"), True, 10.0),
        (Says("\x00\xff nonsense"), True, 1.0),
        (Says("User-agent: *\n" * 100_000), True, 1.0),
        (Says(status=404), True, 1.0),
        (Says(status=403), True, 1.0),
        (Says(status=500), False, 1.0),
        (Says(status=301, headers={"location": "/robots.txt"}), True, 1.0),
    ],
)
async def test_rules_say_what_may_be_asked_and_how_often(says: Says, allowed: bool, pause: float) -> None:
    async with running_site() as site:
        site.pages["/robots.txt"] = says
        robots = await robots_of(site.url("/x/y"), private=True)
    assert (robots.allows(site.url("/x/y")), robots.pause) == (allowed, pause)
