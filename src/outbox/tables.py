from piccolo.columns import JSONB, BigSerial, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from database.engine import DB


class Fact(Table, db=DB):
    """Something that happened, recorded in the transaction that made it so; the relay hands it on afterwards.

    `retry_at` is when a fact whose handler failed comes up again.
    """

    id = BigSerial(primary_key=True)
    kind = Varchar(length=60, null=False, default=None)
    payload = JSONB(null=False, default="{}")
    occurred_at = Timestamptz(null=False, default=TimestamptzNow())
    retry_at = Timestamptz(null=True, default=None)
    handled_at = Timestamptz(null=True, default=None)
    attempts = Integer(null=False, default=0)
    last_error = Text(null=True, default=None)
