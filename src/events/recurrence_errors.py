"""Why a schedule rule is refused: one class per reason.

`message` is the English source text (a gettext msgid with named values), `values` what belongs in it: dates and times
stay dates and times there, so that a page can write them in the reader's language.
"""

from typing import ClassVar


class ScheduleRuleError(ValueError):
    """A schedule rule cannot be used.

    :ivar code: stable name of the reason, for the API.
    :ivar field: name of the ScheduleRule field that has to change.
    """

    code: ClassVar[str]
    message: ClassVar[str]
    field: str = "rrule"

    def __init__(self, *, field: str | None = None, **values: object) -> None:
        self.field = field or self.field
        self.values = values
        super().__init__(self.message % values)


class MalformedRrule(ScheduleRuleError):
    code = "rrule_malformed"
    message = "The repetition rule cannot be read at “%(part)s”."


class RruleTooLong(ScheduleRuleError):
    code = "rrule_too_long"
    message = "The repetition rule is longer than %(limit)s characters."


class FrequencyUnsupported(ScheduleRuleError):
    code = "rrule_frequency_unsupported"
    message = "Something cannot repeat “%(frequency)s” here. Use DAILY, WEEKLY, MONTHLY or YEARLY."


class TimeInRrule(ScheduleRuleError):
    code = "rrule_has_time"
    message = "The repetition rule must not contain %(part)s. The start time is a field of its own."


class PartUnsupported(ScheduleRuleError):
    code = "rrule_part_unsupported"
    message = "The repetition rule contains %(part)s, which is not supported."


class PartNotCombinable(ScheduleRuleError):
    code = "rrule_part_not_combinable"
    message = "In the repetition rule, %(part)s cannot be used together with %(other)s."


class PartMissing(ScheduleRuleError):
    code = "rrule_part_missing"
    message = "The repetition rule has %(part)s, which needs %(needed)s as well."


class NumberOutOfRange(ScheduleRuleError):
    code = "rrule_number_out_of_range"
    message = "In the repetition rule, %(part)s must be between %(lowest)s and %(highest)s, not %(number)s."


class YieldsNothing(ScheduleRuleError):
    code = "rrule_yields_nothing"
    message = "This rule gives no session at all."


class YieldsTooMany(ScheduleRuleError):
    code = "rrule_yields_too_many"
    message = "This rule gives more than %(limit)s sessions. Choose an earlier last day."


class UnknownTimezone(ScheduleRuleError):
    code = "timezone_unknown"
    message = "The time zone “%(timezone)s” does not exist."
    field = "timezone"


class DayOutOfRange(ScheduleRuleError):
    code = "day_out_of_range"
    message = "The day must be between %(earliest)s and %(latest)s."
    field = "first_day"


class LastDayBeforeFirst(ScheduleRuleError):
    code = "last_day_before_first"
    message = "The last day (%(last_day)s) comes before the first day (%(first_day)s)."
    field = "last_day"


class EndNotAfterStart(ScheduleRuleError):
    code = "end_not_after_start"
    message = "The end time (%(ends_at)s) must be later on the same day than the start time (%(starts_at)s)."
    field = "ends_at"


class TimeInGap(ScheduleRuleError):
    code = "time_in_dst_gap"
    message = "On %(day)s the time %(at)s does not exist in %(timezone)s, because the clock is put forward."
    field = "starts_at"


class SkipUnknown(ScheduleRuleError):
    code = "skip_unknown"
    message = "“%(skip)s” cannot be skipped. Use public_holidays or school_holidays."
    field = "skip"


class SkippedPeriodReversed(ScheduleRuleError):
    code = "skipped_period_reversed"
    message = "The skipped period from %(first_day)s ends before it begins, on %(last_day)s."
    field = "skipped_periods"


class TooManyExceptions(ScheduleRuleError):
    code = "too_many_exceptions"
    message = "A rule can have at most %(limit)s skipped days and periods."
    field = "skipped_days"


class UnknownHolidayCalendar(ScheduleRuleError):
    code = "holiday_calendar_unknown"
    message = "There are no public holidays known for %(country)s."
    field = "country"
