import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings import get_settings
from web.signed_links import TOKEN_LENGTH, BrokenLink, SignedLinks, signed_links

LINKS = SignedLinks("a secret of this installation")
ALICE = UUID("6f1c1a52-4f0a-4f3e-9a63-0e4f8a1f2c11")


@given(person=st.uuids(), purpose=st.text(max_size=20))
def test_read_gives_what_was_made(person: UUID, purpose: str) -> None:
    token = LINKS.make(purpose, person)
    assert LINKS.read(purpose, token) == person
    assert re.fullmatch(rf"[A-Za-z0-9_-]{{{TOKEN_LENGTH}}}", token)


def test_make_gives_the_same_link_every_time() -> None:
    assert LINKS.make("manage", ALICE) == SignedLinks("a secret of this installation").make("manage", ALICE)


def test_read_for_another_purpose_is_refused() -> None:
    with pytest.raises(BrokenLink):
        LINKS.read("cancel", LINKS.make("manage", ALICE))


def test_read_of_another_installation_is_refused() -> None:
    with pytest.raises(BrokenLink):
        LINKS.read("manage", SignedLinks("another secret").make("manage", ALICE))


@given(data=st.data())
def test_read_with_any_bit_changed_is_refused(data: st.DataObject) -> None:
    raw = bytearray(urlsafe_b64decode(LINKS.make("manage", ALICE)))
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BrokenLink):
        LINKS.read("manage", urlsafe_b64encode(raw).decode())


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: t + "=", lambda t: t + "A", lambda t: t[:5] + "\n" + t[5:]]
)
def test_read_of_another_spelling_is_refused(spoil: object) -> None:
    with pytest.raises(BrokenLink):
        LINKS.read("manage", spoil(LINKS.make("manage", ALICE)))  # type: ignore[operator]


@given(token=st.text(max_size=100))
def test_read_of_anything_else_is_refused(token: str) -> None:
    with pytest.raises(BrokenLink):
        LINKS.read("manage", token)


def test_signed_links_of_this_installation_use_its_secret() -> None:
    secret = get_settings().secret_key.get_secret_value()
    assert signed_links().make("manage", ALICE) == SignedLinks(secret).make("manage", ALICE)
