"""Counts in Valkey how often something is asked for, so that nobody can ask for it without end.

Whatever is counted is forgotten when Valkey is emptied, and when it is away everybody may go on: for what must hold
then too, such as guessing passwords, see identity.throttling.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

import structlog
from litestar.exceptions import TooManyRequestsException
from redis.asyncio import Redis
from redis.exceptions import RedisError

from settings import get_settings
from web.readers import Connection

PATIENCE_SECONDS: Final = 0.5
_MILLISECONDS: Final = 1000

# The generic cell rate algorithm: of each key is kept until when what was taken counts, so one number is a window that
# slides. All keys are looked at before any is written, in one script, so that nobody comes between.
# KEYS: what is counted. ARGV: 1 to take, 0 to look; then for each key how many fit, and in how many milliseconds.
# Returns how many milliseconds to wait (0: it is allowed), and how full the fullest is, of 1000.
_SCRIPT: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local wait, fullest, news = 0, 0, {}
for i, key in ipairs(KEYS) do
    local most, window = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
    local until_ = math.max(now, tonumber(redis.call('GET', key) or 0)) + window / most
    news[i] = until_
    wait = math.max(wait, until_ - window - now)
    fullest = math.max(fullest, (until_ - now) / window)
end
if wait == 0 and ARGV[1] == '1' then
    for i, key in ipairs(KEYS) do
        redis.call('SET', key, string.format('%.3f', news[i]), 'PX', math.ceil(news[i] - now))
    end
end
return {math.ceil(wait), math.floor(1000 * fullest)}
"""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` within `seconds` of what `name` is about. `about` is never stored as it is."""

    name: str
    about: str
    most: int
    seconds: int

    @property
    def key(self) -> str:
        # Who can read Valkey should not find out which address signed up where.
        secret = get_settings().secret_key.get_secret_value().encode()[:64]
        return f"limit:{self.name}:{hashlib.blake2b(self.about.encode(), key=secret, digest_size=12).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether something may be done. `wait` is in seconds, 0 for at once; `fullness` 1.0 is a limit that is reached."""

    wait: float = 0.0
    fullness: float = 0.0


async def take(client: Redis | None, limits: Sequence[Limit], *, look_only: bool = False) -> Allowance:
    """Counts one more for all of these limits, or for none of them when one is reached.

    :param look_only: whether one more could be taken, without taking it.
    """
    limits = [limit for limit in limits if limit.most]
    if client is None or not limits:
        return Allowance()
    arguments = [number for limit in limits for number in (limit.most, limit.seconds * _MILLISECONDS)]
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            script = client.register_script(_SCRIPT)
            wait, fullness = await script([limit.key for limit in limits], [0 if look_only else 1, *arguments])
    except (RedisError, OSError, TimeoutError) as error:
        log.warning("not_counted", limit=limits[0].name, reason=f"{type(error).__name__}: {error}")
        return Allowance()
    return Allowance(wait=wait / _MILLISECONDS, fullness=fullness / 1000)


def refuse(allowance: Allowance) -> None:
    """:raises TooManyRequestsException: it may not be done now; with Retry-After (RFC 9110 section 10.2.3)."""
    if allowance.wait:
        raise TooManyRequestsException(headers={"Retry-After": str(ceil(allowance.wait))})


def counter_of(connection: Connection) -> Redis | None:
    """The connection to Valkey that the composition root gave the application; None where there is none."""
    client: Any = connection.app.state.get("queue")
    return client if isinstance(client, Redis) else None
