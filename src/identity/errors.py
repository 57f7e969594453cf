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


class TooManyAttempts(Forbidden):
    """That was wrong too often. Wait %(minutes)s minutes, and then try again."""

    code = "too_many_attempts"


class WrongPassword(Invalid):
    """This e-mail address and password do not belong together. Look at both again."""

    code = "wrong_password"


class WrongCode(Invalid):
    """This code is not right, or you have used it already. Wait for the next one."""

    code = "wrong_code"


class SignInExpired(Invalid):
    """This took too long. Begin again with your password."""

    code = "sign_in_expired"


class LinkUsed(Missing):
    """This link has been used, or it is too old. Ask for a new one."""

    code = "link_used"


class UnknownPerson(Missing):
    """Nobody with this account works at this organisation."""

    code = "unknown_person"


class RoleNotYours(Forbidden):
    """This role is given by somebody else: ask the national organisation."""

    code = "role_not_yours"


class NotYourPerson(Conflict):
    """This person works for another organisation too. Only who administers both can do this."""

    code = "not_your_person"


class YourOwnRights(Conflict):
    """You cannot take away your own rights. Ask another administrator."""

    code = "your_own_rights"


class UnknownDirectory(Missing):
    """You cannot sign in with this here."""

    code = "unknown_directory"


class DirectoryFailed(Invalid):
    """Signing in with %(name)s did not work. Try it once more, or use your password."""

    code = "directory_failed"


class EmailNotVerified(Forbidden):
    """Your library has not confirmed your e-mail address. Ask its administrator."""

    code = "email_not_verified"


class NotInvited(Forbidden):
    """There is no account for you here. Ask an administrator of your organisation for an invitation."""

    code = "not_invited"
