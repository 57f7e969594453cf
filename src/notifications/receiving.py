"""Deals with mail to us, each once: answers to invitations, reports of failure, and what people write.

What a mail may do follows from the address that it came to, which only who had our mail knows. Its From, and whatever
else it says, is believed for no more than that.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import structlog

from calendars.reply import Answer, Reply
from database.transaction import fetch_row, fetch_value, transaction
from events.answering import come_after_all, note_participation, stay_away
from events.cancelling import cancel_registration
from events.vocabulary import Participation, RegistrationState
from notifications.answer_mails import forward, mail_answer
from notifications.answers import Decision, Effect, decide
from notifications.claiming import known_sequences
from notifications.incoming import Incoming, Report
from notifications.payload import Payload
from notifications.reading import read_signups
from notifications.reply_addresses import AddressPurpose, KnownAddress, ReplyAddresses
from notifications.signups import Signup
from notifications.undeliverable import note_bounce
from notifications.vocabulary import Outcome

# The newest registration of the same person for the same as the first one, which the address was made from.
_CURRENT: Final = """
SELECT current.id FROM registration AS first JOIN registration AS current
    ON lower(current.email) = lower(first.email)
    AND (current.session = first.session OR current.edition = first.edition)
WHERE first.id = $1 ORDER BY current.created_at DESC, current.id DESC LIMIT 1
"""
_ONCE: Final = """
INSERT INTO received_mail (digest, outcome) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING RETURNING id
"""
_OUTCOME: Final = "UPDATE received_mail SET outcome = $2 WHERE id = $1"
_SERIES: Final = """
SELECT payload FROM message
WHERE registration = $1 AND state = 'sent' AND payload ? 'series' AND kind IN ('confirmation', 'promotion', 'update')
ORDER BY created_at DESC LIMIT 1
"""
_RECIPIENT: Final = "SELECT recipient FROM message WHERE id = $1"
_log = structlog.get_logger(__name__)


class UnknownAddressError(ValueError):
    """Mail that did not come to an address that we made."""


@dataclass(frozen=True, slots=True)
class _Answered:
    signup: Signup
    mail: Incoming
    now: datetime


async def receive(
    mail: Incoming, recipients: Sequence[str], addresses: ReplyAddresses, *, now: datetime | None = None
) -> Outcome:
    """Do what the mail asks for, and return what that was; IGNORED for one that was dealt with before.

    :param recipients: the addresses that the mail server was told; without any, those in the headers.
    :param now: aware; the present unless given.
    :raises UnknownAddressError: it did not come to an address that we made.
    """
    known = next((found for each in recipients or mail.recipients if (found := addresses.read(each))), None)
    if known is None:
        raise UnknownAddressError("no address of ours that it was sent to")
    digest = hashlib.sha256(f"{known.purpose}{known.id}\n{mail.digest}".encode()).hexdigest()
    async with transaction():
        received = await fetch_value(_ONCE, digest, Outcome.IGNORED)
        if received is None:
            return Outcome.IGNORED
        outcome = await _deal_with(mail, known, addresses, now or datetime.now(UTC))
        await fetch_value(_OUTCOME, received, outcome)
    _log.info("mail_received", outcome=outcome)
    return outcome


async def _deal_with(mail: Incoming, known: KnownAddress, addresses: ReplyAddresses, now: datetime) -> Outcome:
    if known.purpose is AddressPurpose.BOUNCES:
        return await _bounced(mail.report, known.id)
    if mail.is_response or addresses.is_own(mail.sender):
        return Outcome.IGNORED
    current = await fetch_value(_CURRENT, known.id)
    signup = (await read_signups([current])).get(current) if current else None
    if signup is None or not signup.email:
        return Outcome.IGNORED
    answered = _Answered(signup, mail, now)
    return await _answered(answered, mail.reply) if mail.reply else await _written(answered)


async def _bounced(report: Report | None, message: UUID) -> Outcome:
    """The address is the one that we sent to, whatever the report says."""
    recipient = await fetch_value(_RECIPIENT, message)
    if report is None or recipient is None:
        return Outcome.IGNORED
    await note_bounce(recipient, status=report.status, permanent=report.is_permanent)
    return Outcome.BOUNCED


async def _answered(answered: _Answered, reply: Reply) -> Outcome:
    decisions = [await _decide(answer, answered) for answer in reply.answers]
    if any(decision.effect is Effect.REFUSE for decision in decisions):
        return Outcome.REFUSED
    if reply.method == "COUNTER":
        return await _countered(answered, decisions)
    if answered.signup.state is not RegistrationState.CONFIRMED:
        return Outcome.IGNORED
    outcomes = [
        await _act(decision, answer, answered) for decision, answer in zip(decisions, reply.answers, strict=True)
    ]
    return next((each for each in outcomes if each is not Outcome.IGNORED), Outcome.IGNORED)


async def _decide(answer: Answer, answered: _Answered) -> Decision:
    signup = answered.signup
    told = {session: each for (_, session), each in (await known_sequences([signup.id])).items()}
    row = await fetch_row(_SERIES, signup.id)
    series = Payload.model_validate_json(row["payload"]).series if row else {}
    starts = {session: start for session, (start, _) in series.items()}
    return decide(answer, signup, told=told, starts=starts, now=answered.now)


async def _countered(answered: _Answered, decisions: Sequence[Decision]) -> Outcome:
    is_late = all(decision.effect is Effect.NOTHING for decision in decisions)
    if is_late or answered.mail.is_automatic or answered.signup.state is not RegistrationState.CONFIRMED:
        return Outcome.IGNORED
    await mail_answer(answered.signup, answered.now)
    return Outcome.COUNTERED


async def _act(decision: Decision, answer: Answer, answered: _Answered) -> Outcome:
    signup, now = answered.signup, answered.now
    said = answer.participation[(signup.email or "").lower()].lower()
    match decision.effect:
        case Effect.GIVE_BACK:
            await note_participation(signup.id, Participation.DECLINED, now=now)
            await cancel_registration(signup.id, by="attendee")
        case Effect.STAY_AWAY if decision.meeting:
            await stay_away(decision.meeting, signup.id, now=now)
        case Effect.COME if decision.meeting:
            await come_after_all(decision.meeting, signup.id, now=now)
            await note_participation(signup.id, Participation(said), now=now)
        case Effect.NOTE:
            await note_participation(signup.id, Participation(said), now=now)
        case _:
            return Outcome.IGNORED
    return Outcome(said)


async def _written(answered: _Answered) -> Outcome:
    """Somebody's own words are for the people of the library; without an address of theirs we say whom to call."""
    if answered.mail.is_automatic or not answered.mail.text:
        return Outcome.IGNORED
    if await forward(answered.signup, answered.mail.text, answered.mail.digest):
        return Outcome.FORWARDED
    await mail_answer(answered.signup, answered.now)
    return Outcome.COUNTERED
