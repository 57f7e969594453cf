"""Shows what an operation would do before it is done: which sessions, who gets which mail, what is in the way."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from database.transaction import fetch
from events.series.clashes import Clash
from events.series.previewing import Rehearsed, SessionAt, rehearsed
from notifications.composing import HANDLERS
from notifications.vocabulary import MessageKind
from refusals import Refusal

# Written by this transaction itself.
_MESSAGES = """
SELECT kind, count(*) AS messages, array_agg(DISTINCT recipient) AS people
FROM message WHERE xmin::text = (pg_current_xact_id()::xid)::text GROUP BY kind
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an operation would do.

    :ivar sessions: (before, after) of each session that differs, in order of time; None for one that is not there.
    :ivar mails: how many of each kind go out.
    :ivar people: how many people get a mail.
    :ivar refusal: why it cannot be done; None when it can.
    """

    sessions: Sequence[tuple[SessionAt | None, SessionAt | None]] = ()
    mails: Mapping[MessageKind, int] = field(default_factory=dict)
    people: int = 0
    clashes: Sequence[Clash] = ()
    refusal: Refusal | None = None


async def preview(operate: Callable[[], Awaitable[Any]]) -> Preview:
    """Runs an operation, writes the mails that it would send, and takes all of it back."""
    async with rehearsed(operate) as done:
        await _compose(done)
        rows = await fetch(_MESSAGES)
    return Preview(
        sessions=done.sessions,
        mails={MessageKind(row["kind"]): row["messages"] for row in rows},
        people=len({person.lower() for row in rows for person in row["people"]}),
        clashes=done.clashes,
        refusal=done.refusal,
    )


async def _compose(done: Rehearsed) -> None:
    for kind, payload in done.facts:
        fact_class, handler = HANDLERS[kind]
        await handler(fact_class.model_validate_json(payload))
