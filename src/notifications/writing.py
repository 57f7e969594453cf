"""Turns claimed messages into mails, from the database as it is now."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from calendars.invitation import Address
from calendars.mime import calendar_alternative, plain_alternative
from calendars.vevent import Link
from content_links.vocabulary import Phase
from identity.links import link_by_id
from notifications.account_mails import account_letter
from notifications.answer_mails import forwarded_letter
from notifications.claiming import Claimed, known_sequences, told_cancelled
from notifications.content_mails import content_letter
from notifications.digest_mails import NOTHING_LEFT, digest_letter
from notifications.envelopes import enveloped
from notifications.invitations import CalendarPart, Entry, calendar_part, series_uid
from notifications.letters import Letter, as_html, as_text
from notifications.links import Links
from notifications.lists import LISTS
from notifications.minimum_mails import minimum_letter, short_session
from notifications.occasions import Moved, Occasion
from notifications.own_page_mails import VALID, farewell_letter, own_page_letter
from notifications.payload import Former
from notifications.reading import PlaceKey, read_alternatives, read_places, read_signups
from notifications.reply_addresses import ReplyAddresses
from notifications.signups import Meeting, Place, Signup
from notifications.trials import trial_letter
from notifications.usefulness import is_news, pointless
from notifications.vocabulary import MessageKind
from notifications.wording import compose
from web.i18n import translator

NOT_NEWS = "the reader knows already"


@dataclass(frozen=True, slots=True)
class Mail:
    """A message ready for SMTP (RFC 5322). `told`: session, or UID of a series -> the SEQUENCE that the
    reader knows of after it.

    `bounces_to` is the sender of its envelope, where reports of failure go; None for the address of all mail.
    """

    content: bytes
    told: Mapping[UUID, int]
    bounces_to: str | None = None


@dataclass(frozen=True, slots=True)
class Pointless:
    reason: str


@dataclass(frozen=True, slots=True)
class Background:
    """What a batch of messages is about, read in a fixed number of queries."""

    signups: Mapping[UUID, Signup]
    former_places: Mapping[PlaceKey, Place]
    known: Mapping[tuple[UUID, UUID], int]
    told_cancelled: Collection[tuple[UUID, UUID]] = ()


async def read_background(messages: Sequence[Claimed]) -> Background:
    updates = [message for message in messages if message.kind == MessageKind.UPDATE]
    reinstated = [each.registration for each in updates if each.registration and each.payload.reinstated]
    return Background(
        signups=await read_signups(_registrations(messages)),
        former_places=await read_places(_former_keys(updates)) if updates else {},
        known=await known_sequences([each.registration for each in updates if each.registration]) if updates else {},
        told_cancelled=await told_cancelled(reinstated) if reinstated else (),
    )


class Writer:
    """Writes mails that come from one sender, who is the organizer of every invitation too, by an address for each."""

    def __init__(self, *, sender: Address, links: Links, addresses: ReplyAddresses) -> None:
        self._sender = sender
        self._links = links
        self._addresses = addresses
        self._unregistered: Mapping[MessageKind, Callable[[Claimed, datetime], Awaitable[Mail | Pointless]]] = {
            MessageKind.ACCOUNT_LINK: self._account_mail,
            MessageKind.MINIMUM: self._minimum_mail,
            MessageKind.DEAD_LINKS: self._content_mail,
            MessageKind.LICENCES_ENDING: self._content_mail,
            MessageKind.FORWARDED: self._forwarded_mail,
            MessageKind.TEST: self._trial_mail,
            MessageKind.OWN_PAGE: self._own_page_mail,
            MessageKind.FAREWELL: self._own_page_mail,
        }

    async def write(self, message: Claimed, background: Background, now: datetime) -> Mail | Pointless:
        """Return the mail, or why it must not go (any more). Raises ValueError for what cannot be written as a mail."""
        if message.kind in self._unregistered:
            return await self._unregistered[message.kind](message, now)
        if message.kind == MessageKind.DIGEST:
            return self._digest_mail(message, background, now)
        signup = background.signups.get(message.registration) if message.registration else None
        reason = pointless(message, signup, now)
        if reason or signup is None:
            return Pointless(reason or "")
        occasion = await self.occasion(message, signup, background, now)
        if not_news(occasion, background):
            return Pointless(NOT_NEWS)
        return self.mail(occasion)

    def mail(self, occasion: Occasion) -> Mail:
        """Return the mail about somebody's registration. Raises ValueError as `write` does."""
        sender = self.organizer(occasion.signup)
        calendar = self.calendar(occasion, sender)
        letter = compose(occasion)
        text, html = as_text(letter), as_html(letter)
        body = (
            calendar_alternative(text, html, calendar.ics, calendar.method)
            if calendar
            else plain_alternative(text, html)
        )
        return self.addressed(body, occasion, sender, letter.subject, told(occasion, calendar))

    def organizer(self, signup: Signup) -> Address:
        """Who sends this person mails about this, and invites them to it."""
        return self._addresses.answers(signup.first_registration)

    def calendar(self, occasion: Occasion, organizer: Address) -> CalendarPart | None:
        return calendar_part(occasion.message, occasion.signup, organizer, self._entry(occasion))

    def addressed(
        self, body: bytes, occasion: Occasion, sender: Address, subject: str, known: Mapping[UUID, int]
    ) -> Mail:
        """Return the mail with this body, to the person of the occasion. Raises ValueError as `write` does."""
        message = occasion.message
        unsubscribe = occasion.links.unsubscribe(message.id) if message.kind in LISTS else None
        content = enveloped(
            body,
            message=message.id,
            sender=sender,
            recipient=Address(email=message.recipient, name=occasion.signup.name),
            subject=subject,
            language=occasion.words.locale,
            date=occasion.now,
            unsubscribe=unsubscribe,
        )
        return Mail(content, known, self._addresses.bounces(message.id))

    async def _account_mail(self, message: Claimed, now: datetime) -> Mail | Pointless:
        link = await link_by_id(message.payload.link) if message.payload.link else None
        if link is None:
            return Pointless("the link has been used, or its time is up")
        letter = account_letter(link, self._links, message.payload.locale)
        return self._without_registration(message, letter, link.name, now)

    async def _own_page_mail(self, message: Claimed, now: datetime) -> Mail | Pointless:
        locale = message.payload.locale
        if message.kind == MessageKind.FAREWELL:
            return self._without_registration(message, farewell_letter(self._links, locale), "", now)
        if message.created_at + VALID <= now:
            return Pointless("the time of the link is up")
        return self._without_registration(message, own_page_letter(message.id, self._links, locale), "", now)

    async def _minimum_mail(self, message: Claimed, now: datetime) -> Mail | Pointless:
        session = await short_session(message.session, now) if message.session else None
        if session is None:
            return Pointless("it is called off, or has begun")
        letter = minimum_letter(session, message.payload, self._links)
        return self._without_registration(message, letter, session.organisation, now)

    async def _content_mail(self, message: Claimed, now: datetime) -> Mail | Pointless:
        letter = await content_letter(message, self._links, now)
        if letter is None:
            return Pointless("it has been dealt with")
        return self._without_registration(message, letter, letter.sender, now)

    async def _forwarded_mail(self, message: Claimed, now: datetime) -> Mail | Pointless:
        registration = message.payload.registration
        signup = (await read_signups([registration])).get(registration) if registration else None
        if signup is None or not signup.email:
            return Pointless("the registration is gone")
        letter = forwarded_letter(signup, message.payload.text, self._links)
        return self._without_registration(message, letter, signup.organisation, now)

    async def _trial_mail(self, message: Claimed, now: datetime) -> Mail | Pointless:
        letter = await trial_letter(message.payload, self._links, now)
        return self._without_registration(message, letter, "", now) if letter else Pointless("there is no such mail")

    def _digest_mail(self, message: Claimed, background: Background, now: datetime) -> Mail | Pointless:
        letter = digest_letter(message, background.signups, self._links, now)
        return self._without_registration(message, letter, "", now) if letter else Pointless(NOTHING_LEFT)

    def _without_registration(self, message: Claimed, letter: Letter, name: str, now: datetime) -> Mail:
        content = enveloped(
            plain_alternative(as_text(letter), as_html(letter)),
            message=message.id,
            sender=self._sender,
            recipient=Address(email=message.recipient, name=name),
            subject=letter.subject,
            language=letter.locale,
            date=now,
            unsubscribe=self._links.unsubscribe(message.id) if message.kind in LISTS else None,
        )
        return Mail(content, {}, self._addresses.bounces(message.id))

    async def occasion(self, message: Claimed, signup: Signup, background: Background, now: datetime) -> Occasion:
        instead: list[Meeting] = []
        if message.kind == MessageKind.SESSION_CANCELLED and message.session and not signup.per_edition:
            instead = await read_alternatives(signup.activity_slug, message.session)
        former = message.payload.former
        return Occasion(
            message=message,
            signup=signup,
            meeting=signup.meeting(message.session) or _nearest(signup, now),
            words=translator(signup.locale),
            links=self._links,
            now=now,
            former_place=background.former_places.get((former.location, former.room)) if former else None,
            moved=_moved(message, signup, background),
            alternatives=instead,
        )

    def _entry(self, occasion: Occasion) -> Entry:
        """Not the reader's own link: calendars are shared with others. A neutral title hides all that tells more."""
        signup, words = occasion.signup, occasion.words
        phone = (occasion.meeting.place.phone if occasion.meeting else None) or signup.organisation_phone
        lines = [signup.organisation]
        if phone:
            lines.append(words.gettext("Questions? Call the desk: %(phone)s.", phone=phone))
        if signup.is_discreet:
            return Entry("\n".join(lines), None, ())
        contents = [*signup.contents_for(Phase.PREPARE, occasion.meeting)]
        online = tuple(Link(url=self._links.package(each.slug), title=each.title) for each in contents)
        return Entry("\n".join(lines), self._links.activity(signup.activity_slug), online)


def _registrations(messages: Sequence[Claimed]) -> set[UUID]:
    told = {registration for message in messages for registration, _ in message.payload.places}
    return told | {message.registration for message in messages if message.registration}


def _former_keys(updates: Sequence[Claimed]) -> set[PlaceKey]:
    return {(former.location, former.room) for message in updates for former in _formers(message).values()}


def _formers(message: Claimed) -> Mapping[UUID, Former]:
    """Session -> how it was."""
    payload = message.payload
    return {message.session: payload.former} if message.session and payload.former else payload.formers


def _moved(message: Claimed, signup: Signup, background: Background) -> Sequence[Moved]:
    formers = _formers(message)
    return [
        Moved(meeting, former, background.former_places.get((former.location, former.room)))
        for meeting in signup.meetings
        if meeting.is_on and (former := formers.get(meeting.id))
    ]


def _nearest(signup: Signup, now: datetime) -> Meeting | None:
    """The meeting that comes first, or else the last one that was."""
    coming = signup.coming(now)
    if coming:
        return coming[0]
    return signup.meetings[-1] if signup.meetings else None


def not_news(occasion: Occasion, background: Background) -> bool:
    """Whether it is an update that says nothing the reader does not know."""
    message, meeting = occasion.message, occasion.meeting
    if message.kind != MessageKind.UPDATE:
        return False
    if meeting is None or message.registration is None:
        return True
    if message.payload.added:
        return (message.registration, meeting.id) in background.known
    if message.payload.reinstated:
        return (message.registration, meeting.id) not in background.told_cancelled
    return not any(
        is_news(
            moved.former,
            message.payload.revisions.get(moved.meeting.id, message.revision),
            moved.meeting,
            moved.former_place,
            background.known.get((message.registration, moved.meeting.id)),
        )
        for moved in occasion.moved
    )


def told(occasion: Occasion, calendar: CalendarPart | None) -> dict[UUID, int]:
    """Session -> the SEQUENCE that the reader knows of after the mail.

    A series tells of its sessions what they were when it was planned, which its payload says already.
    """
    meeting = occasion.meeting
    if calendar is None or meeting is None:
        return {}
    if occasion.message.payload.series:
        return {UUID(series_uid(occasion.signup.edition)): calendar.sequence}
    return {meeting.id: meeting.sequence}
