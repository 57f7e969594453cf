"""Notices a slip of the finger in the part of a mail address after the @, as in gmial.com. Pure.

Only asked, never corrected: every domain may exist.
"""

from typing import Final

# Where most people here have their mail, the ones with most people first.
PROVIDERS: Final = (
    "gmail.com",
    "hotmail.com",
    "outlook.com",
    "ziggo.nl",
    "hotmail.nl",
    "live.nl",
    "kpnmail.nl",
    "icloud.com",
    "home.nl",
    "planet.nl",
    "xs4all.nl",
    "outlook.nl",
    "yahoo.com",
    "upcmail.nl",
    "hetnet.nl",
    "casema.nl",
    "chello.nl",
    "kpnplanet.nl",
    "quicknet.nl",
    "telfort.nl",
    "zonnet.nl",
    "solcon.nl",
    "caiway.nl",
    "protonmail.com",
    "freedom.nl",
    "googlemail.com",
)
# They look like one of those, and exist.
# fmt: off
_OTHERS: Final = frozenset({
    "email.com", "mail.com", "ymail.com", "gmx.com", "gmx.net", "hotmail.be", "hotmail.de", "hotmail.fr",
    "hotmail.es", "hotmail.it", "live.be", "live.com", "live.fr", "outlook.be", "outlook.de", "outlook.fr",
    "yahoo.nl", "yahoo.fr", "yahoo.de", "me.com", "mac.com", "msn.com", "aol.com", "proton.me", "pm.me",
    "tele2.nl", "online.nl", "wxs.nl", "versatel.nl", "delta.nl", "zeelandnet.nl", "kpn.com", "kpn.nl",
    "ziggo.com", "tiscali.nl", "alice.nl", "orange.nl", "telenet.be", "skynet.be", "mail.de", "web.de",
    "plane.nl", "house.nl", "love.nl", "dome.nl",
})
# fmt: on
# Further away than a letter or two, but never meant.
_NEVER_MEANT: Final = {
    "gmail.nl": "gmail.com",
    "gmail.be": "gmail.com",
    "gmail.com.nl": "gmail.com",
    "gmail": "gmail.com",
    "hotmail": "hotmail.com",
    "outlook": "outlook.com",
    "ziggo": "ziggo.nl",
    "kpnmail.com": "kpnmail.nl",
}
_LONG: Final = len("gmail.com")


def suggestion(address: str) -> str | None:
    """The address that was probably meant, or None when there is nothing to ask."""
    name, at, typed = address.strip().rpartition("@")
    domain = typed.lower().replace(",", ".").rstrip(".")
    if not at or not name or domain in _OTHERS:
        return None
    meant = domain if domain in PROVIDERS else _NEVER_MEANT.get(domain) or _nearest(domain)
    return f"{name}@{meant}" if meant and meant != typed.lower() else None


def _nearest(domain: str) -> str | None:
    nearest = min(PROVIDERS, key=lambda provider: distance(domain, provider))
    away = distance(domain, nearest)
    # Two slips only in what is long enough, and begins as it should.
    near_enough = away == 1 or (away == 2 and len(nearest) >= _LONG and domain[:1] == nearest[0])  # noqa: PLR2004
    return nearest if near_enough else None


def distance(typed: str, meant: str) -> int:
    """How many letters to add, leave out, change or swap with the next (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, letter in enumerate(typed, start=1):
        further = [i]
        for j, other in enumerate(meant, start=1):
            steps = min(row[j] + 1, further[j - 1] + 1, row[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == other:
                steps = min(steps, before[j - 2] + 1)
            further.append(steps)
        before, row = row, further
    return row[-1]
