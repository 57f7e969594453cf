from piccolo.columns import UUID, BigInt, Boolean, ForeignKey, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Unique
from piccolo.table import Table

from database.engine import DB
from identity.roles import Role
from places.tables import Location, Organisation


class Account(Table, db=DB):
    """Somebody on the staff. Attendees have no account.

    `totp_secret` (RFC 6238) is sealed with a key from SECRET_KEY; `totp_last_step` is the time step of the last code,
    because no code works twice.
    """

    id = Serial(primary_key=True)
    email = Varchar(length=254, null=False, default=None, unique=True)
    name = Varchar(length=200, null=False, default="")
    password_hash = Varchar(length=255, null=True, default=None, secret=True)
    active = Boolean(null=False, default=True)
    totp_secret = Text(null=True, default=None, secret=True)
    totp_last_step = BigInt(null=True, default=None)
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
    """A signed-in browser; the cookie holds the key, the row its SHA-256.

    It ends at `expires_at`, or earlier when nothing has been asked with it for a while.
    """

    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(references=Account, null=False, on_delete=OnDelete.cascade)
    key_hash = Varchar(length=64, null=False, default=None, unique=True, secret=True)
    created_at = Timestamptz(null=False, default=TimestamptzNow())
    expires_at = Timestamptz(null=False, default=None)
    last_seen_at = Timestamptz(null=False, default=TimestamptzNow())


class SignInFailure(Table, db=DB):
    """How often signing in failed lately, for an account ("account:<hash of the address>") or an IP address."""

    key = Varchar(length=120, primary_key=True, default=None)
    failures = Integer(null=False, default=0)
    since = Timestamptz(null=False, default=TimestamptzNow())


class RecoveryCode(Table, db=DB):
    """A code that replaces the one of somebody's phone, once; kept as its SHA-256 only."""

    id = Serial(primary_key=True)
    account = ForeignKey(references=Account, null=False, on_delete=OnDelete.cascade, index=True)
    code_hash = Varchar(length=64, null=False, default=None, secret=True)
    used_at = Timestamptz(null=True, default=None)


class AccountLink(Table, db=DB):
    """A mailed link to choose a password, which works once and for a while. Its token is signed, and never stored."""

    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(references=Account, null=False, on_delete=OnDelete.cascade, index=True)
    purpose = Varchar(length=10, null=False, default=None)
    created_at = Timestamptz(null=False, default=TimestamptzNow())
    expires_at = Timestamptz(null=False, default=None)
    used_at = Timestamptz(null=True, default=None)


class ExternalIdentity(Table, db=DB):
    """Who an account is in the directory of a library (OpenID Connect Core section 2: iss and sub)."""

    id = Serial(primary_key=True)
    account = ForeignKey(references=Account, null=False, on_delete=OnDelete.cascade, index=True)
    issuer = Varchar(length=255, null=False, default=None)
    subject = Varchar(length=255, null=False, default=None)

    external_identity_once = Unique([issuer, subject])


class HostPlace(Table, db=DB):
    """A place whose sessions of today and tomorrow a host sees."""

    id = Serial(primary_key=True)
    account = ForeignKey(references=Account, null=False, on_delete=OnDelete.cascade)
    location = ForeignKey(references=Location, null=False, on_delete=OnDelete.cascade, index=True)

    host_place_once = Unique([account, location])
