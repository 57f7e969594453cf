"""What only the pages of staff keep."""

from piccolo.columns import UUID, Timestamptz
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from database.engine import DB


class CheckInChange(Table, tablename="check_in_change", db=DB):
    """A change that a phone has sent from check-in, so that one that is sent again is not counted twice.

    The phone chooses the `id`. It says nothing of anybody.
    """

    id = UUID(primary_key=True, default=None)
    received_at = Timestamptz(null=False, default=TimestamptzNow(), index=True)
