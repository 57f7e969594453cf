"""Why an operation on a series of meetings is refused. The docstring is the message."""

from events.creating_errors import CapacityBelowTaken
from events.recurrence_errors import ScheduleRefused
from refusals import Conflict


class CannotShift(ScheduleRefused):
    """This series cannot move to that day as a whole. Move single meetings, or make a new series."""

    code = "series_cannot_shift"
    default_field = "starts_at"


class TooFewMeetings(ScheduleRefused):
    """Only %(found)s of the %(lessons)s meetings fit in this schedule."""

    code = "too_few_meetings"
    default_field = "lessons"


class SeatsTaken(CapacityBelowTaken):
    """%(taken)s places are taken already, so %(capacity)s are too few."""


class SeatsTakenSince(CapacityBelowTaken):
    """More people have signed up since than there were places."""


class CapacityOfGroup(Conflict):
    """People sign up for the whole series, so its number of places changes for all meetings at once."""

    code = "capacity_of_group"


class AlreadyCopied(Conflict):
    """This has been copied already."""

    code = "already_copied"


class RunsOn(Conflict):
    """This goes on into the new season by itself."""

    code = "runs_on"


class ActivityWithdrawn(Conflict):
    """The activity is not offered any more."""

    code = "activity_withdrawn"
