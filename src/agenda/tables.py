from piccolo.columns import UUID, BigInt, BigSerial, Boolean, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from database.engine import DB
from events.tables import Session


class RenderedEvent(Table, db=DB):
    """The VEVENT of a session as bytes: a feed is a join of these.

    Valid while `sequence` is the session's, and `renderer` what `agenda.rendering.renderer` says. `has_content` is
    whether it shows e-content, which lists ask too; None is not known.
    """

    session = ForeignKey(references=Session, primary_key=True, null=False, on_delete=OnDelete.cascade)
    sequence = Integer(null=False, default=None)
    vevent = Bytea(null=False)
    renderer = Varchar(length=32, null=False, default="")
    has_content = Boolean(null=True, default=None)


class ContentChange(Table, db=DB):
    """A transaction that changed something feeds can show: the database writes the row, with a random number.

    Older rows are folded into one, with their numbers exclusive-ored.
    """

    id = BigSerial(primary_key=True)
    number = BigInt(null=False, default=None)


class KeptFeed(Table, db=DB):
    """A feed that a web process made, for the others: right while `version` and `renderer` are, until `valid_until`.

    The table is not logged, so after a crash it is empty: everything in it can be made again. `etag` is the digest of
    `body`; `gzip` and `brotli` are the same body, made when first asked for. `size` counts all three.
    """

    key = Text(primary_key=True, null=False, default=None)
    version = BigInt(null=False, default=None)
    renderer = Varchar(length=32, null=False, default=None)
    valid_until = Timestamptz(null=False, default=None)
    etag = Varchar(length=32, null=False, default=None)
    modified_at = Timestamptz(null=False, default=None)
    asked_at = Timestamptz(null=False, default=TimestamptzNow())
    body = Bytea(null=False)
    gzip = Bytea(null=True, default=None)
    brotli = Bytea(null=True, default=None)
    size = Integer(null=False, default=None)


class CalendarSubscription(Table, db=DB):
    """A person's own calendar address; only the SHA-256 of its token is kept."""

    id = UUID(primary_key=True, default=UUID4())
    email = Varchar(length=254, null=False, default=None, index=True)
    token_hash = Varchar(length=64, null=False, default=None, unique=True, secret=True)
    created_at = Timestamptz(null=False, default=TimestamptzNow())
    revoked_at = Timestamptz(null=True, default=None)
