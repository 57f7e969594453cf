"""Slips in mail addresses: asked about when somebody probably meant another domain, and never otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.mail_typos import PROVIDERS, distance, suggestion


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("anne@gmial.com", "anne@gmail.com"),
        ("anne@gmail.con", "anne@gmail.com"),
        ("anne@gmail.co", "anne@gmail.com"),
        ("anne@gmal.con", "anne@gmail.com"),
        ("anne@gmail.nl", "anne@gmail.com"),
        ("anne@gmail", "anne@gmail.com"),
        ("anne@gmail,com", "anne@gmail.com"),
        ("anne@GMIAL.com", "anne@gmail.com"),
        ("Anne.de-Vries@hotmial.nl", "Anne.de-Vries@hotmail.nl"),
        ("anne@hotmal.com", "anne@hotmail.com"),
        ("anne@homail.com", "anne@hotmail.com"),
        ("anne@outlok.com", "anne@outlook.com"),
        ("anne@zigo.nl", "anne@ziggo.nl"),
        ("anne@ziggo.n", "anne@ziggo.nl"),
        ("anne@kpnmial.nl", "anne@kpnmail.nl"),
        ("anne@liev.nl", "anne@live.nl"),
        ("anne@iclod.com", "anne@icloud.com"),
    ],
)
def test_slip_is_asked_about(typed: str, meant: str) -> None:
    assert suggestion(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "anne",
        "@gmial.com",
        "anne@",
        "anne@mail.com",
        "anne@live.com",
        "anne@hotmail.be",
        "anne@bibliotheekrotterdam.nl",
        "anne@rotterdam.nl",
        "anne@reader.example",
        "anne@hva.nl",
        "anne@ziggo.com",
    ],
)
def test_other_address_is_left_alone(typed: str) -> None:
    assert suggestion(typed) is None


@pytest.mark.parametrize("provider", PROVIDERS)
def test_provider_itself_is_left_alone(provider: str) -> None:
    assert suggestion(f"anne@{provider}") is None
    assert suggestion(f"anne@{provider.upper()}") is None


@given(st.sampled_from(PROVIDERS), st.data())
def test_two_letters_swapped_are_always_noticed(provider: str, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(provider) - 2))
    swapped = provider[:index] + provider[index + 1] + provider[index] + provider[index + 2 :]
    assert suggestion(f"anne@{swapped}") == (None if swapped == provider else f"anne@{provider}")


@given(st.text(alphabet="abc.", max_size=6), st.text(alphabet="abc.", max_size=6))
def test_distance_is_the_same_both_ways_and_nought_only_for_the_same(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) is (one == other)


@given(st.text(max_size=300))
def test_what_is_asked_about_keeps_what_stands_before_the_at(typed: str) -> None:
    meant = suggestion(typed)
    assert meant is None or meant.rpartition("@")[0] == typed.strip().rpartition("@")[0]
