"""Why a schedule rule is refused: one class per reason."""

from typing import Any, ClassVar

from refusals import Invalid


class ScheduleRefused(Invalid):
    """This schedule cannot be used."""

    code = "schedule_refused"
    default_field: ClassVar[str] = "rrule"
    """The field of the rule that has to change, unless the refusal was made with another one."""

    def __init__(self, *, field: str | None = None, **details: Any) -> None:
        super().__init__(field=field or self.default_field, **details)


class MalformedRrule(ScheduleRefused):
    """The repetition rule cannot be read at “%(part)s”."""

    code = "rrule_malformed"


class RruleTooLong(ScheduleRefused):
    """The repetition rule is longer than %(limit)s characters."""

    code = "rrule_too_long"


class FrequencyUnsupported(ScheduleRefused):
    """Something cannot repeat “%(frequency)s” here. Use DAILY, WEEKLY, MONTHLY or YEARLY."""

    code = "rrule_frequency_unsupported"


class TimeInRrule(ScheduleRefused):
    """The repetition rule must not contain %(part)s. The start time is a field of its own."""

    code = "rrule_has_time"


class PartUnsupported(ScheduleRefused):
    """The repetition rule contains %(part)s, which is not supported."""

    code = "rrule_part_unsupported"


class PartNotCombinable(ScheduleRefused):
    """In the repetition rule, %(part)s cannot be used together with %(other)s."""

    code = "rrule_part_not_combinable"


class PartMissing(ScheduleRefused):
    """The repetition rule has %(part)s, which needs %(needed)s as well."""

    code = "rrule_part_missing"


class NumberOutOfRange(ScheduleRefused):
    """In the repetition rule, %(part)s must be between %(lowest)s and %(highest)s, not %(number)s."""

    code = "rrule_number_out_of_range"


class YieldsNothing(ScheduleRefused):
    """This rule gives no session at all."""

    code = "rrule_yields_nothing"


class YieldsTooMany(ScheduleRefused):
    """This rule gives more than %(limit)s sessions. Choose an earlier last day."""

    code = "rrule_yields_too_many"


class UnknownTimezone(ScheduleRefused):
    """The time zone “%(timezone)s” does not exist."""

    code = "timezone_unknown"
    default_field = "timezone"


class DayOutOfRange(ScheduleRefused):
    """The day must be between %(earliest)s and %(latest)s."""

    code = "day_out_of_range"
    default_field = "first_day"


class LastDayBeforeFirst(ScheduleRefused):
    """The last day (%(last_day)s) comes before the first day (%(first_day)s)."""

    code = "last_day_before_first"
    default_field = "last_day"


class EndNotAfterStart(ScheduleRefused):
    """The end time (%(ends_at)s) must be later on the same day than the start time (%(starts_at)s)."""

    code = "end_not_after_start"
    default_field = "ends_at"


class TimeInGap(ScheduleRefused):
    """On %(day)s the time %(at)s does not exist in %(timezone)s, because the clock is put forward."""

    code = "time_in_dst_gap"
    default_field = "starts_at"


class SkipUnknown(ScheduleRefused):
    """“%(skip)s” cannot be skipped. Use public_holidays or school_holidays."""

    code = "skip_unknown"
    default_field = "skip"


class SkippedPeriodReversed(ScheduleRefused):
    """The skipped period from %(first_day)s ends before it begins, on %(last_day)s."""

    code = "skipped_period_reversed"
    default_field = "skipped_periods"


class TooManyExceptions(ScheduleRefused):
    """A rule can have at most %(limit)s skipped days and periods."""

    code = "too_many_exceptions"
    default_field = "skipped_days"


class UnknownHolidayCalendar(ScheduleRefused):
    """There are no public holidays known for %(country)s."""

    code = "holiday_calendar_unknown"
    default_field = "country"
