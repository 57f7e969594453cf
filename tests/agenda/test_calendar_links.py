from uuid import UUID

import pytest

from agenda.calendar_links import calendar_url, registration_of
from notifications.links import REGISTRATION
from web.signed_links import BrokenLink, signed_links

REGISTERED = UUID("11111111-2222-3333-4444-555555555555")


def test_calendar_address_is_the_same_every_time_and_says_which_registration() -> None:
    address = calendar_url(REGISTERED)
    assert address == calendar_url(REGISTERED)
    assert registration_of(address.rsplit("/", 1)[1].removesuffix(".ics")) == REGISTERED


def test_calendar_address_does_not_open_the_registration_itself_nor_the_other_way_round() -> None:
    manage = signed_links().make(REGISTRATION, REGISTERED)
    with pytest.raises(BrokenLink):
        registration_of(manage)
