from piccolo.columns import UUID, Boolean, ForeignKey, Serial, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Unique
from piccolo.table import Table

from database.engine import DB
from identity.roles import Role
from places.tables import Organisation


class Account(Table, db=DB):
    """Somebody on the staff. Attendees have no account."""

    id = Serial(primary_key=True)
    email = Varchar(length=254, null=False, default=None, unique=True)
    name = Varchar(length=200, null=False, default="")
    password_hash = Varchar(length=255, null=True, default=None, secret=True)
    active = Boolean(null=False, default=True)
    created_at = Timestamptz(null=False, default=TimestamptzNow())


class RoleAssignment(Table, db=DB):
    """A role on an organisation holds for everything below it in the tree."""

    id = Serial(primary_key=True)
    account = ForeignKey(references=Account, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    role = Varchar(length=20, null=False, default=None, choices=Role)

    role_assignment_once = Unique([account, organisation, role])


class ApiToken(Table, db=DB):
    """A bearer token, shown once and kept as its SHA-256 only."""

    id = Serial(primary_key=True)
    account = ForeignKey(references=Account, null=False, on_delete=OnDelete.cascade)
    token_hash = Varchar(length=64, null=False, default=None, unique=True, secret=True)
    created_at = Timestamptz(null=False, default=TimestamptzNow())
    revoked_at = Timestamptz(null=True, default=None)


class StaffSession(Table, db=DB):
    """A signed-in browser; the cookie holds the key, the row its SHA-256."""

    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(references=Account, null=False, on_delete=OnDelete.cascade)
    key_hash = Varchar(length=64, null=False, default=None, unique=True, secret=True)
    created_at = Timestamptz(null=False, default=TimestamptzNow())
    expires_at = Timestamptz(null=False, default=None)
