"""Every mail about an activity or a template as it will look, for staff. Pure: from a sample, of nobody's place."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from content_links.vocabulary import Phase
from events.vocabulary import Form, SessionState
from notifications.claiming import Claimed
from notifications.digest_mails import digest_letter
from notifications.letters import Letter
from notifications.links import ExampleLinks
from notifications.occasions import Occasion
from notifications.payload import Former, Payload
from notifications.samples import NOBODY, Sample
from notifications.signups import Meeting
from notifications.subjects import about
from notifications.vocabulary import MessageKind
from notifications.windows import SEND_FROM, reminder_due_at, soon_due_at
from notifications.wording import compose
from web.i18n import translator


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A mail that may go. `key` names it among those of one activity, such as "reminder-7".

    `goes_at` is when it goes for the meeting of the sample (aware), None for what follows on what somebody does.
    `offset` is in days or hours.
    """

    kind: MessageKind
    key: str
    offset: int
    goes_at: datetime | None
    letter: Letter


def previews(sample: Sample, links: ExampleLinks, now: datetime) -> list[Preview]:
    """In the order in which one person would get them; what nobody gets by this plan is left out. `now` is aware."""
    if sample.signup.form is Form.WALK_IN:
        return []
    return [
        *_at_once(sample, links, now),
        *_before(sample, links),
        *_when_something_happens(sample, links, now),
        *_after(sample, links),
    ]


def _at_once(sample: Sample, links: ExampleLinks, now: datetime) -> Iterator[Preview]:
    for kind in (MessageKind.CONFIRMATION, MessageKind.WAITING, MessageKind.OFFER):
        yield _preview(sample, links, kind, now)


def _when_something_happens(sample: Sample, links: ExampleLinks, now: datetime) -> Iterator[Preview]:
    meeting = sample.meeting
    hour = timedelta(hours=1)
    former = Former(starts_at=meeting.starts_at - hour, ends_at=meeting.ends_at - hour, location=0, room=None)
    moved = _preview(sample, links, MessageKind.UPDATE, now, payload=Payload(former=former))
    cancelled = replace(meeting, state=SessionState.CANCELLED, cancel_reason=_reason(sample))
    off = replace(sample, signup=replace(sample.signup, meetings=(cancelled, *sample.signup.meetings[1:])))
    yield from (moved, _preview(off, links, MessageKind.SESSION_CANCELLED, now))
    yield _preview(sample, links, MessageKind.CANCELLATION, now)


def _reason(sample: Sample) -> str:
    return translator(sample.signup.locale).gettext("The teacher is ill.")


def _before(sample: Sample, links: ExampleLinks) -> Iterator[Preview]:
    """By when they go; of prepare and reminder on one morning only the first goes, as of the sweeps."""
    meeting, plan = sample.meeting, sample.plan
    zone = meeting.place.timezone
    found = [*_prepares(sample, links), *_digests(sample, links)]
    mornings = {each.goes_at for each in found if each.kind == MessageKind.PREPARE}
    for days in plan.reminder_days:
        goes_at = reminder_due_at(meeting.starts_at, days, zone)
        if goes_at not in mornings:
            found.append(_preview(sample, links, MessageKind.REMINDER, goes_at, days, is_planned=True))
    for hours in plan.reminder_hours:
        goes_at = soon_due_at(meeting.starts_at, hours, zone)
        found.append(_preview(sample, links, MessageKind.SOON, goes_at, hours, is_planned=True))
    if plan.reconfirm_days:
        goes_at = reminder_due_at(meeting.starts_at, plan.reconfirm_days, zone)
        found.append(_preview(sample, links, MessageKind.RECONFIRM, goes_at, plan.reconfirm_days, is_planned=True))
    yield from sorted(found, key=lambda each: (each.goes_at is None, each.goes_at or each.letter.subject, each.key))


def _prepares(sample: Sample, links: ExampleLinks) -> Iterator[Preview]:
    meeting = sample.meeting
    for days in sample.plan.prepare_days:
        goes_at = reminder_due_at(meeting.starts_at, days, meeting.place.timezone)
        if sample.signup.to_prepare(meeting, goes_at):
            yield _preview(sample, links, MessageKind.PREPARE, goes_at, days, is_planned=True)


def _digests(sample: Sample, links: ExampleLinks) -> Iterator[Preview]:
    """With a second meeting in the week of the first, because one is no reason for a digest."""
    meeting, signup = sample.meeting, sample.signup
    start = meeting.local_start
    monday = start.date() - timedelta(days=start.weekday())
    goes_at = datetime.combine(monday, SEND_FROM, ZoneInfo(meeting.place.timezone))
    other = replace(signup, id=UUID(int=NOBODY.int + 1), activity_title=_other(sample), neutral_title=None, contents=())
    beside = replace(other, meetings=(_beside(meeting),))
    payload = Payload(places=((signup.id, meeting.id), (beside.id, meeting.id)))
    message = _message(MessageKind.DIGEST, f"digest:{meeting.place.timezone}:{monday}", payload, goes_at)
    before = min(goes_at, meeting.starts_at - timedelta(hours=1))
    letter = digest_letter(message, {signup.id: signup, beside.id: beside}, links, before)
    if letter:
        yield Preview(kind=MessageKind.DIGEST, key="digest", offset=0, goes_at=goes_at, letter=letter)


def _other(sample: Sample) -> str:
    return translator(sample.signup.locale).gettext("Another activity")


def _beside(meeting: Meeting) -> Meeting:
    """On another day of the same week, at the same hours."""
    days = -1 if meeting.local_start.weekday() == 6 else 1  # noqa: PLR2004  Sunday
    shift = timedelta(days=days)
    return replace(meeting, starts_at=meeting.starts_at + shift, ends_at=meeting.ends_at + shift)


def _after(sample: Sample, links: ExampleLinks) -> Iterator[Preview]:
    last = sample.signup.meetings[-1]
    has_packages = bool(sample.signup.contents_for(Phase.FOLLOW_UP, last))
    for number, days in enumerate(sorted(sample.plan.follow_up_days)):
        asks = sample.plan.asks_how_it_was and number == 0
        if not (asks or has_packages):
            continue
        day = last.local_start.date() + timedelta(days=days)
        goes_at = datetime.combine(day, SEND_FROM, ZoneInfo(last.place.timezone))
        later = replace(sample, signup=replace(sample.signup, meetings=(last,)))
        payload = Payload(asks=asks)
        yield _preview(later, links, MessageKind.FOLLOW_UP, goes_at, days, payload=payload, is_planned=True)


def _preview(
    sample: Sample,
    links: ExampleLinks,
    kind: MessageKind,
    now: datetime,
    offset: int = 0,
    *,
    payload: Payload | None = None,
    is_planned: bool = False,
) -> Preview:
    signup, meeting = sample.signup, sample.meeting
    message = _message(kind, about(signup.id, meeting.id), payload or Payload(), now, session=meeting.id, offset=offset)
    words = translator(signup.locale)
    occasion = Occasion(message=message, signup=signup, meeting=meeting, words=words, links=links, now=now)
    if kind is MessageKind.UPDATE:
        occasion = replace(occasion, former_place=meeting.place)
    key = f"{kind}-{offset}" if is_planned else str(kind)
    goes_at = now if is_planned else None
    return Preview(kind=kind, key=key, offset=offset, goes_at=goes_at, letter=compose(occasion))


def _message(
    kind: MessageKind, subject: str, payload: Payload, now: datetime, *, session: UUID | None = None, offset: int = 0
) -> Claimed:
    return Claimed(
        id=NOBODY,
        kind=kind,
        recipient="",
        subject=subject,
        revision=offset,
        registration=NOBODY,
        session=session,
        payload=payload,
        attempts=0,
        unconfirmed=0,
        created_at=now,
    )
