"""What stands on a poster or in a printed list. Pure, but for the code that it draws."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import segno

from agenda import labels
from agenda.activity_facts import address, price, reachable
from agenda.session_rows import SessionRow
from events.forms import is_online, target_of
from events.vocabulary import RegistrationPolicy, SessionState
from places.queries import LocationRow, OrganisationRow
from web.dates import day_in_words, full_day_in_words, times_in_words
from web.i18n import Translator

MOST_LINES: Final = 8
FEW_LINES: Final = 5
LONG_SUMMARY: Final = 75
ONE_LINE_TITLE: Final = 18
ROUTE_LENGTH: Final = 130
LONG_TITLE: Final = 28
MOST_LISTED: Final = 1_500


@dataclass(frozen=True, slots=True)
class PosterTime:
    """`what` and `where` only where they differ from what the poster says above and below."""

    day: str
    times: str
    what: str
    where: str

    @property
    def lines(self) -> int:
        return 2 if self.what or self.where else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    library: str
    kind: str
    title: str
    summary: str
    times: list[PosterTime]
    more: int
    place: str
    address: str
    access: list[str]
    route: str
    joining: str
    how: list[str]
    link: str
    code: str

    @property
    def look(self) -> str:
        """The classes for its amount of text."""
        long = " poster--long" if len(self.title) > LONG_TITLE else ""
        is_full = sum(each.lines for each in self.times) > FEW_LINES
        return f"poster{long}{' poster--many' if is_full else ''}"


@dataclass(frozen=True, slots=True)
class Source:
    """What a poster is made from: rows in order of time, not cancelled, and whose they are."""

    rows: Sequence[SessionRow]
    organisation: OrganisationRow
    location: LocationRow
    is_one_activity: bool
    base: str
    path: str


def poster_of(source: Source, words: Translator) -> Poster:
    """The poster of one activity, or of a place with what is on there."""
    first = source.rows[0]
    title = first.activity_title if source.is_one_activity else source.location.name
    summary = first.summary if source.is_one_activity else ""
    times = [_time(row, source, words) for row in source.rows[:MOST_LINES]]
    shown = _fitting(times, title=title, summary=summary)
    joining, how = _joining(source, words)
    place = source.location
    return Poster(
        library=source.organisation.name,
        kind=words.gettext(labels.KINDS[first.kind]) if source.is_one_activity else words.gettext("On the programme"),
        title=title,
        summary=summary,
        times=shown,
        more=len(source.rows) - len(shown),
        place=place.name,
        address=address(place.street, place.postcode, place.place),
        access=reachable(place.wheelchair, place.hearing_loop, words),
        route=_short(place.note),
        joining=joining,
        how=how,
        link=f"{source.base}{source.path}".partition("://")[2],
        code=code_of(f"{source.base}{source.path}"),
    )


def _fitting(times: Sequence[PosterTime], *, title: str, summary: str) -> list[PosterTime]:
    """As many as leave the poster on one page, and at least one."""
    for_title = 2 * (len(title) > ONE_LINE_TITLE) + len(title) // (2 * LONG_TITLE)
    for_summary = len(summary) // LONG_SUMMARY if summary else -2
    left = MOST_LINES - for_title - for_summary
    fitting: list[PosterTime] = []
    for each in times:
        left -= each.lines
        if left < 0 and fitting:
            break
        fitting.append(each)
    return fitting


def _short(text: str) -> str:
    """Its first sentences, as far as there is room for them."""
    short = ""
    for part in text.replace("\n", " ").split(". "):
        longer = f"{short}. {part}" if short else part
        if len(longer) > ROUTE_LENGTH:
            break
        short = longer
    return f"{short}." if short and not short.endswith((".", "!", "?")) else short


def _time(row: SessionRow, source: Source, words: Translator) -> PosterTime:
    day = row.starts_at.date()
    this_year = day.year == source.rows[0].starts_at.year
    return PosterTime(
        day=sentence((day_in_words if this_year else full_day_in_words)(day, words.locale)),
        times=times_in_words(row.starts_at.time(), row.ends_at.time(), words.locale),
        what="" if source.is_one_activity and row.title == row.activity_title else row.title,
        where="" if row.location_id == source.location.id else row.location_name,
    )


def _joining(source: Source, words: Translator) -> tuple[str, list[str]]:
    """A heading, and what to do: with the code, by telephone or at the desk."""
    phone = source.location.phone or source.organisation.phone
    call = words.gettext("Or call %(phone)s, or ask at the desk.", phone=phone) if phone else _desk(words)
    if not source.is_one_activity:
        return words.gettext("See all and sign up"), [words.gettext("Scan the code, or go to:"), call]
    row = source.rows[0]
    cost = price(row.cost_cents, words)
    if target_of(row.form) is not None and is_online(row.registration_policy):
        return words.gettext("Sign up"), [words.gettext("Scan the code, or go to:"), call, cost]
    if row.registration_policy in {RegistrationPolicy.DESK, RegistrationPolicy.PHONE}:
        return words.gettext("Sign up"), [words.gettext("You can read more at:"), call, cost]
    return words.gettext("Just walk in"), [words.gettext("You can read more at:"), call, cost]


def _desk(words: Translator) -> str:
    return words.gettext("Or ask at the desk.")


def code_of(address_: str) -> str:
    """A QR code (ISO/IEC 18004) as inline SVG, in the ink of the page; a quarter of it may be damaged."""
    svg: str = segno.make(address_, error="q", micro=False).svg_inline(border=0, omitsize=True, dark="#1c2120")
    return svg


@dataclass(frozen=True, slots=True)
class ListedTime:
    times: str
    title: str
    note: str
    room: str
    how: str


@dataclass(frozen=True, slots=True)
class ListedPlace:
    name: str
    address: str
    days: list[tuple[str, list[ListedTime]]]


def places_of(rows: Iterable[SessionRow], words: Translator) -> list[ListedPlace]:
    """Per place by name, per day, in order of time."""
    by_place = sorted(rows, key=lambda row: (row.location_name, row.location_id, row.starts_at, row.id))
    return [
        _place(list(group), words)
        for _, group in groupby(by_place, key=lambda row: (row.location_name, row.location_id))
    ]


def _place(rows: Sequence[SessionRow], words: Translator) -> ListedPlace:
    days = [
        (sentence(full_day_in_words(day, words.locale)), [_listed(row, words) for row in group])
        for day, group in groupby(rows, key=lambda row: row.starts_at.date())
    ]
    first = rows[0]
    return ListedPlace(first.location_name, address(first.street, first.postcode, first.place), days)


def _listed(row: SessionRow, words: Translator) -> ListedTime:
    with_activity = row.activity_title if row.title != row.activity_title else ""
    signs_up = target_of(row.form) is not None and row.registration_policy is not RegistrationPolicy.NONE
    return ListedTime(
        times=times_in_words(row.starts_at.time(), row.ends_at.time(), words.locale),
        title=row.title,
        note=with_activity or row.note,
        room=row.room or "",
        how=words.gettext("Sign up first") if signs_up else words.gettext("Just walk in"),
    )


def held(rows: Iterable[SessionRow]) -> list[SessionRow]:
    """Nobody prints what is cancelled."""
    return [row for row in rows if row.state is SessionState.SCHEDULED]


def sentence(text: str) -> str:
    """With a capital at the beginning; the others stay as they are."""
    return text[:1].upper() + text[1:]
