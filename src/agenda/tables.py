from piccolo.columns import UUID, Bytea, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from database.engine import DB
from events.tables import Session


class RenderedEvent(Table, db=DB):
    """The VEVENT of a session as bytes, valid while `sequence` is the session's: a feed is a join of these."""

    session = ForeignKey(references=Session, primary_key=True, null=False, on_delete=OnDelete.cascade)
    sequence = Integer(null=False, default=None)
    vevent = Bytea(null=False)


class CalendarSubscription(Table, db=DB):
    """A person's own calendar address; only the SHA-256 of its token is kept."""

    id = UUID(primary_key=True, default=UUID4())
    email = Varchar(length=254, null=False, default=None, index=True)
    token_hash = Varchar(length=64, null=False, default=None, unique=True, secret=True)
    created_at = Timestamptz(null=False, default=TimestamptzNow())
    revoked_at = Timestamptz(null=True, default=None)
