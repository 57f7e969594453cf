"""Why something about staff accounts, their roles and their tokens is refused."""

from refusals import Conflict, Forbidden, Invalid, Missing


class EmailTaken(Conflict):
    """There is already an account for %(email)s."""

    code = "email_taken"


class UnknownAccount(Missing):
    """There is no account for %(email)s."""

    code = "unknown_account"


class PasswordTooShort(Invalid):
    """A password has at least %(least)s characters."""

    code = "password_too_short"


class PasswordTooLong(Invalid):
    """A password has at most %(most)s characters."""

    code = "password_too_long"


class NotAllowed(Forbidden):
    """Your account may not do this here. Ask an administrator of your organisation."""

    code = "not_allowed"
