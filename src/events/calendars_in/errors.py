"""Why a calendar of another system is refused, or one of its events."""

from refusals import Conflict, Invalid, Missing


class UnknownSource(Missing):
    """We do not know this calendar."""

    code = "unknown_calendar"


class SourceNameTaken(Conflict):
    """There is already a calendar with the name %(name)s."""

    code = "calendar_name_taken"


class SourceWithoutAddress(Invalid):
    """This calendar has no address. Give it a file."""

    code = "calendar_without_address"


class PropertyTooLong(Invalid):
    """This line has more than %(limit)s characters."""


class TooManyOccurrences(Invalid):
    """With all repetitions the calendar has more than %(limit)s events to come."""


class TooComplicated(Invalid):
    """It takes too long to work out when these events repeat."""


class SuddenlyEmpty(Invalid):
    """The calendar is empty all of a sudden, so to be safe nothing is cancelled. Is that right? Then switch it off."""

    code = "calendar_suddenly_empty"


class UnreadableLine(Invalid):
    """This line cannot be read."""


class UnknownZone(Invalid):
    """We do not know the time zone %(timezone)s."""


class EndsBeforeItStarts(Invalid):
    """The end is before the start."""


class LastsTooLong(Invalid):
    """An event lasts %(hours)s hours at most."""


class LastsWholeDay(Invalid):
    """This lasts a whole day, and we do not know when %(location)s is open on that day. Give it times."""


class LastsWholeDays(Invalid):
    """This lasts %(days)s whole days. Give it times, or a separate event for each day."""


class ChangesFollowing(Invalid):
    """This changes one event and all that follow. We only understand a change of one event."""


class SummaryMissing(Invalid):
    """This event has no name."""


class PlaceInUse(Invalid):
    """%(room)s is already in use from %(start)s to %(end)s by %(title)s."""


class AnsweredWith(Invalid):
    """The address answers with the code %(status)s instead of a calendar."""

    code = "address_answered_with"
