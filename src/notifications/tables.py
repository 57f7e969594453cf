from piccolo.columns import JSONB, UUID, BigSerial, Boolean, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Unique
from piccolo.table import Table

from database.engine import DB
from notifications.vocabulary import MailingList, MessageKind, MessageState, Outcome


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


class UndeliverableAddress(Table, db=DB):
    """An address that mail came back from (RFC 3464); `status` is the code of the last time, such as 5.1.1.

    To a `permanent` one nothing is sent until somebody on the staff, or a new registration, says that it is right.
    """

    id = BigSerial(primary_key=True)
    email = Varchar(length=254, null=False, default=None, unique=True)
    permanent = Boolean(null=False, default=None)
    status = Varchar(length=12, null=False, default="")
    bounces = Integer(null=False, default=1)
    first_at = Timestamptz(null=False, default=TimestamptzNow())
    last_at = Timestamptz(null=False, default=TimestamptzNow())


class Unsubscription(Table, db=DB):
    """An address that wants no more mail of a list."""

    id = BigSerial(primary_key=True)
    email = Varchar(length=254, null=False, default=None)
    mailing_list = Varchar(length=20, null=False, default=None, choices=MailingList)
    at = Timestamptz(null=False, default=TimestamptzNow())

    unsubscription_once = Unique([email, mailing_list])


class ReceivedMail(Table, db=DB):
    """A mail to us that was dealt with, so that it is dealt with once. Only the SHA-256 of its Message-ID is kept."""

    id = BigSerial(primary_key=True)
    digest = Varchar(length=64, null=False, default=None, unique=True)
    outcome = Varchar(length=12, null=False, default=None, choices=Outcome)
    received_at = Timestamptz(null=False, default=TimestamptzNow())


class MailDomain(Table, db=DB):
    """A domain whose server asked for patience: nothing is sent there until `paused_until`."""

    domain = Varchar(length=254, primary_key=True, null=False, default=None)
    paused_until = Timestamptz(null=False, default=None)
    reason = Varchar(length=200, null=False, default="")
