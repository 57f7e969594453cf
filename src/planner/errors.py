"""Why something that staff ask for is refused."""

from refusals import Conflict, Invalid, Missing
from tabular.fields import InvalidValue


class VersionUnreadable(Invalid):
    """Write the version as a whole number, such as If-Match: "3"."""

    code = "version_unreadable"


class PeopleAreComing(Conflict):
    """People have signed up for sessions that are still to come. Cancel those sessions first."""

    code = "people_are_coming"


class SessionEndsBeforeStart(InvalidValue):
    """The end must be later than the start."""

    code = "session_ends_before_start"


class SessionTooLong(InvalidValue):
    """A session lasts %(days)s days at most."""

    code = "session_too_long"


class MomentOutOfRange(InvalidValue):
    """This moment is not between the years %(first)s and %(last)s."""

    code = "moment_out_of_range"


class UnreadableHours(Invalid):
    """Write hours such as 9.00-12.30, with a comma between two of them."""

    code = "unreadable_hours"


class PeriodBackwards(InvalidValue):
    """The last day must not be before the first day."""

    code = "period_backwards"


class PeriodTooLong(InvalidValue):
    """Look for a time in at most %(days)s days."""

    code = "period_too_long"


class WindowTooShort(InvalidValue):
    """One meeting does not fit between these times."""

    code = "window_too_short"


class SeasonBackwards(InvalidValue):
    """The last day of the season must not be before the first."""

    code = "season_backwards"


class SeasonTooLong(InvalidValue):
    """A season is a year at most."""

    code = "season_too_long"


class SeasonNotLater(InvalidValue):
    """The new season must begin after the old one."""

    code = "season_not_later"


class LessonsNeeded(InvalidValue):
    """Say how many meetings the course has."""

    code = "lessons_needed"


class UnknownMail(Missing):
    """This mail is not there, or it has arrived by now."""

    code = "unknown_mail"
