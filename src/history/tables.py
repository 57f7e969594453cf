"""Who changed what. An operation is one thing that somebody did; its row changes are what that did to the rows."""

from piccolo.columns import JSONB, UUID, BigSerial, ForeignKey, LazyTableReference, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from database.engine import DB
from identity.tables import Account
from places.tables import Organisation


class Operation(Table, db=DB):
    """One thing that a member of staff did, such as moving the rest of a series.

    `action` is a stable name ("session.move"); `details` hold what a sentence about it needs (titles, times). What
    undoes another operation points at it, and once undone an operation is not undone again.
    """

    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(references=Account, null=True, default=None, on_delete=OnDelete.set_null)
    organisation = ForeignKey(references=Organisation, null=True, default=None, on_delete=OnDelete.set_null)
    action = Varchar(length=60, null=False, default=None)
    details = JSONB(null=False, default="{}")
    at = Timestamptz(null=False, default=TimestamptzNow())
    undoes: ForeignKey["Operation"] = ForeignKey(
        references=LazyTableReference("Operation", module_path="history.tables"),
        null=True,
        default=None,
        on_delete=OnDelete.set_null,
        unique=True,
    )


class RowChange(Table, db=DB):
    """How a row was before and after an operation, written by a trigger.

    Without `before` it is new, without `after` it is gone. Secrets (hashes of passwords and tokens) are left out, and
    tables with personal data of attendees are not followed.
    """

    id = BigSerial(primary_key=True)
    operation = ForeignKey(references=Operation, null=False, on_delete=OnDelete.cascade, index=True)
    table_name = Varchar(length=60, null=False, default=None)
    row_id = Varchar(length=60, null=False, default=None)
    before = JSONB(null=True, default=None)
    after = JSONB(null=True, default=None)
