from piccolo.columns import JSONB, UUID, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Unique
from piccolo.table import Table

from database.engine import DB
from notifications.vocabulary import MessageKind, MessageState


class Message(Table, db=DB):
    """One mail to one person about one thing; the unique constraint is what keeps it from being sent twice.

    `subject` is what it is about ("registration:<uuid>", with ":session:<uuid>" where one session is meant),
    `revision` which version of that (SEQUENCE for changes, days before for reminders). The text is made from the
    database at delivery; `payload` only holds what cannot be read there any more, such as the former time.
    `unconfirmed` counts deliveries of which nobody knows whether they were sent.
    """

    id = UUID(primary_key=True, default=UUID4())
    kind = Varchar(length=20, null=False, default=None, choices=MessageKind)
    recipient = Varchar(length=254, null=False, default=None)
    subject = Varchar(length=120, null=False, default=None)
    revision = Integer(null=False, default=0)
    registration = UUID(null=True, default=None)
    session = UUID(null=True, default=None)
    payload = JSONB(null=False, default="{}")
    state = Varchar(length=10, null=False, default=MessageState.PENDING, choices=MessageState)
    due_at = Timestamptz(null=False, default=TimestamptzNow())
    attempts = Integer(null=False, default=0)
    unconfirmed = Integer(null=False, default=0)
    claimed_until = Timestamptz(null=True, default=None)
    last_error = Text(null=True, default=None)
    created_at = Timestamptz(null=False, default=TimestamptzNow())
    sent_at = Timestamptz(null=True, default=None)

    message_once = Unique([kind, recipient, subject, revision])
