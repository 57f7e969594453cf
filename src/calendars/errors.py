"""What can be wrong with data that should become iCalendar."""


class CalendarDataError(ValueError):
    """The data cannot be written as iCalendar."""


class InvalidEventError(CalendarDataError):
    """The event breaks a rule of RFC 5545 or RFC 5546; the message names the field."""


class UnknownTimezoneError(CalendarDataError):
    """The name is not a time zone of the IANA database."""

    def __init__(self, tzid: str) -> None:
        super().__init__(f"{tzid!r} is not a time zone of the IANA database")
        self.tzid = tzid


class IrregularTimezoneError(CalendarDataError):
    """The zone changes its offset in a way that no yearly RRULE describes (Africa/Casablanca follows Ramadan)."""

    def __init__(self, tzid: str) -> None:
        super().__init__(f"{tzid} changes its offset in a way that no yearly rule describes")
        self.tzid = tzid


class MethodMismatchError(CalendarDataError):
    """The method parameter of the mail part differs from METHOD in the calendar (RFC 6047, section 2.4)."""

    def __init__(self, method: str) -> None:
        super().__init__(f"the calendar has no METHOD:{method}")
        self.method = method


class UnreadableReplyError(CalendarDataError):
    """A calendar that somebody sent is no answer to an invitation."""
