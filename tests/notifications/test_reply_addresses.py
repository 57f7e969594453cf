from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.invitation import Address
from notifications.reply_addresses import AddressPurpose, KnownAddress, ReplyAddresses

SENDER = Address(email="Agenda@waterland.example", name="Bibliotheek Waterland")
ADDRESSES = ReplyAddresses(SENDER, "a secret")
ALICE = UUID("0b8e7a52-6f0f-4d5e-9f0f-3a1d2c4b5e6f")


@given(st.uuids())
def test_address_says_what_it_was_made_of(id_: UUID) -> None:
    assert ADDRESSES.read(ADDRESSES.answers(id_).email) == KnownAddress(AddressPurpose.ANSWERS, id_)
    assert ADDRESSES.read(ADDRESSES.bounces(id_) or "") == KnownAddress(AddressPurpose.BOUNCES, id_)


def test_address_keeps_the_name_and_fits_in_a_mail() -> None:
    address = ADDRESSES.answers(ALICE)

    assert address.name == SENDER.name
    assert len(address.email.partition("@")[0]) <= 64
    assert address == ADDRESSES.answers(ALICE)


def test_address_in_capitals_is_the_same() -> None:
    address = ADDRESSES.answers(ALICE).email

    assert ADDRESSES.read(address.upper()) == ADDRESSES.read(address)


@pytest.mark.parametrize("position", range(8, 51))
def test_address_with_another_letter_is_not_ours(position: int) -> None:
    address = ADDRESSES.answers(ALICE).email
    forged = address[:position] + ("b" if address[position] != "b" else "a") + address[position + 1 :]

    assert ADDRESSES.read(forged) is None


def test_token_for_reports_says_nothing_as_an_answer() -> None:
    address = ADDRESSES.bounces(ALICE) or ""

    assert ADDRESSES.read(address.replace("+b", "+r")) is None


@pytest.mark.parametrize(
    "address",
    ["", "@", "agenda", "agenda@waterland.example", "agenda+@waterland.example", "agenda+r@waterland.example"],
)
def test_other_address_says_nothing(address: str) -> None:
    assert ADDRESSES.read(address) is None


def test_address_of_another_domain_or_secret_says_nothing() -> None:
    address = ADDRESSES.answers(ALICE).email

    assert ADDRESSES.read(address.replace("waterland", "elsewhere")) is None
    assert ReplyAddresses(SENDER, "another secret").read(address) is None


def test_server_without_plus_addressing_has_one_address() -> None:
    addresses = ReplyAddresses(SENDER, "a secret", plus=False)

    assert (addresses.answers(ALICE), addresses.bounces(ALICE)) == (SENDER, None)


def test_name_that_leaves_no_space_is_refused() -> None:
    with pytest.raises(ValueError, match="LEERAGENDA_MAIL_REPLIES=off"):
        ReplyAddresses(Address(email="agenda-van-de-bibliotheek@waterland.example"), "a secret")


def test_mail_from_us_is_known_as_ours() -> None:
    assert ADDRESSES.is_own(ADDRESSES.answers(ALICE).email)
    assert ADDRESSES.is_own(SENDER.email)
    assert not ADDRESSES.is_own("alice@waterland.example")
