"""Runs a program that refuses to be root, on a machine where we are root.

PostgreSQL will not run as root, so there it runs as the user `nobody`. That user cannot enter a checkout or a data
directory below /root or another private directory (mode 0700, as every temporary directory is). Opening those to
everybody, or moving the data elsewhere, would be worse than the problem; so the program then keeps one capability of
root, CAP_DAC_OVERRIDE, with which it passes file permissions. This only happens on Linux and only where a private
directory is in the way. Where the capability cannot be had (macOS, a container without it), the program starts
without it, and fails with the system's own reason.

This file is also the script that drops the rights and becomes the program, so it imports only the standard library.
"""

import ctypes
import os
import pwd
import stat
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ACCOUNT = "nobody"

# linux/capability.h, linux/prctl.h and linux/securebits.h
_CAP_DAC_OVERRIDE = 1
_CAPABILITY_VERSION_3 = 0x20080522
_PR_SET_SECUREBITS = 28
_SECBIT_NO_SETUID_FIXUP = 1 << 2
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2


def is_root() -> bool:
    return os.geteuid() == 0


def command(argv: Sequence[str], *, reads: Iterable[Path]) -> list[str]:
    """The command line that runs argv without being root: argv itself for an ordinary user.

    `reads` are existing files and directories that the program must be able to reach.
    """
    if not is_root():
        return list(argv)
    rights = "plain" if all(map(_open_to_everybody, reads)) else "all-files"
    return [sys.executable, "-I", "-S", str(Path(__file__)), rights, *argv]


def hand_over(path: Path) -> None:
    """Makes path the property of the account that the program runs as; does nothing for an ordinary user."""
    if is_root():
        account = pwd.getpwnam(ACCOUNT)
        os.chown(path, account.pw_uid, account.pw_gid)


def _open_to_everybody(path: Path) -> bool:
    """Whether any user can enter every directory above path. What is installed there is then readable as a whole."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.resolve().parents)


def _call(function: str, *arguments: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, function)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function}: {os.strerror(number)}")


def _become(account: pwd.struct_passwd) -> None:
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


def _become_with_all_files(account: pwd.struct_passwd) -> None:
    """Like _become, but keeps CAP_DAC_OVERRIDE and nothing else through setuid and exec (capabilities(7)).

    Without SECBIT_NO_SETUID_FIXUP, access(2), with which initdb looks for its programs, would not count the capability.
    """
    try:
        _call("prctl", _PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    except OSError:
        _become(account)
        return
    _become(account)
    try:
        _keep_only(1 << _CAP_DAC_OVERRIDE)
        _call("prctl", _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0)
    except OSError:
        _keep_only(0)


def _keep_only(mask: int) -> None:
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    effective_permitted_inheritable = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    _call("capset", header, effective_permitted_inheritable)


def main(arguments: Sequence[str]) -> None:
    rights, argv = arguments[0], arguments[1:]
    account = pwd.getpwnam(ACCOUNT)
    if rights == "all-files" and sys.platform == "linux":
        _become_with_all_files(account)
    else:
        _become(account)
    os.execv(argv[0], list(argv))  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
