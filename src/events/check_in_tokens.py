"""What the code holds that somebody shows at the door.

It ticks a name on a list and opens nothing: who finds it on paper can neither see nor change the registration.
"""

from typing import Final
from uuid import UUID

from web.signed_links import signed_links

_PURPOSE: Final = "checkin"


def check_in_token(registration: UUID) -> str:
    """64 url-safe characters. The first 22 are the id, by which a phone without connection knows whose it is."""
    return signed_links().make(_PURPOSE, registration)


def registration_of(token: str) -> UUID:
    """:raises BrokenLink: we did not make it."""
    return signed_links().read(_PURPOSE, token)
