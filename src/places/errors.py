"""Why something about organisations, locations, opening hours or closures is refused."""

from refusals import Conflict, Invalid, Missing
from tabular.fields import InvalidValue


class UnknownOrganisation(Missing):
    """There is no organisation %(slug)s."""

    code = "unknown_organisation"


class UnknownLocation(Missing):
    """There is no location %(slug)s."""

    code = "unknown_location"


class UnknownRoom(Missing):
    """This room does not exist."""

    code = "unknown_room"


class UnknownClosure(Missing):
    """This closure does not exist (any more)."""

    code = "unknown_closure"


class OrganisationSlugTaken(Conflict):
    """There is already an organisation %(slug)s."""

    code = "organisation_slug_taken"


class LocationKeyTaken(Conflict):
    """This organisation already has a location %(key)s."""

    code = "location_key_taken"


class LocationSlugTaken(Conflict):
    """Somebody else has just made a location %(slug)s. Try again."""

    code = "location_slug_taken"


class RoomNameTaken(Conflict):
    """This location already has a room %(name)s."""

    code = "room_name_taken"


class OpeningHoursOverlap(Invalid):
    """These opening hours overlap: %(first)s and %(second)s on the same day."""

    code = "opening_hours_overlap"


class HostKindNeeded(InvalidValue):
    """An outreach location needs a kind of host, such as community_centre or school."""


class CoordinatesIncomplete(InvalidValue):
    """Fill in both latitude and longitude, or neither."""


class NotAnEmailAddress(InvalidValue):
    """This is not an e-mail address."""


class ClosesBeforeOpening(InvalidValue):
    """The closing time must be later than the opening time."""


class EndsBeforeStart(InvalidValue):
    """The last day is before the first."""


class NotACalendar(Invalid):
    """This is not a calendar file (.ics): it does not start with BEGIN:VCALENDAR."""


class TooManyEvents(Invalid):
    """The calendar has more than %(limit)s events."""


class EventNotClosed(Invalid):
    """This event has no END:VEVENT."""


class UnreadableEvent(Invalid):
    """This event cannot be read."""


class UidMissing(Invalid):
    """This event has no UID, so a next import could not recognise it."""


class UidTooLong(Invalid):
    """The UID has more than %(limit)s characters."""


class DateMissing(Invalid):
    """This event has no date."""


class UnreadableDate(Invalid):
    """This is not a date."""


class DateOutOfRange(Invalid):
    """This date is not between the years %(first)s and %(last)s."""


class ClosureTooLong(Invalid):
    """A closure lasts %(limit)s days at most."""


class RepeatingEvent(Invalid):
    """This event repeats itself. Give each closure its own event."""
