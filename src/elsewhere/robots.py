"""What a site allows programs to ask (RFC 9309)."""

from typing import Final
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from elsewhere.asking import Question, ask
from elsewhere.errors import PackedAnswer, TooManyRedirects
from tabular.errors import FileTooLarge

AGENT: Final = "Leeragenda"
_MOST_BYTES: Final = 500_000
_MOST_REDIRECTS: Final = 5
_MISSING: Final = range(400, 500)
_LONGEST_PAUSE: Final = 10.0


class Robots:
    """The rules of one site."""

    def __init__(self, rules: RobotFileParser) -> None:
        self._rules = rules

    def allows(self, url: str) -> bool:
        return self._rules.can_fetch(AGENT, url)

    @property
    def pause(self) -> float:
        """Seconds between two questions, a second at least."""
        return min(max(float(self._rules.crawl_delay(AGENT) or 0), 1.0), _LONGEST_PAUSE)


async def robots_of(url: str, *, private: bool = False) -> Robots:
    """The rules of the site of an address. Without a file everything is allowed, with one that fails nothing is.

    :raises Refusal: the site cannot be reached, as `ask`.
    """
    rules = RobotFileParser()
    where = urlsplit(url)._replace(path="/robots.txt", query="", fragment="").geturl()
    question = Question(most_bytes=_MOST_BYTES, private=private, most_redirects=_MOST_REDIRECTS)
    try:
        answer = await ask(where, question)
    except (FileTooLarge, PackedAnswer, TooManyRedirects):
        rules.parse([])
        return Robots(rules)
    if answer.status in _MISSING:
        rules.parse([])
    elif answer.status != 200:  # noqa: PLR2004  OK
        rules.parse(["User-agent: *", "Disallow: /"])
    else:
        rules.parse(answer.body.decode("utf-8", errors="replace").splitlines())
    return Robots(rules)
