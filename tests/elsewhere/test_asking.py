"""Which addresses may be asked."""

import pytest

from elsewhere.asking import is_public, plain_address
from tabular.fields import NotAWebAddress


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.1.1", False),
        ("172.16.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),  # noqa: S104  nobody listens here
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("145.100.1.1", True),
        ("2001:610::1", True),
    ],
)
def test_public_addresses_are_told_from_the_others(address: str, expected: bool) -> None:
    assert is_public(address) is expected


def test_webcal_is_https_and_other_addresses_are_refused() -> None:
    assert plain_address("webcal://agenda.example/a.ics#top") == "https://agenda.example/a.ics"
    for address in ("ftp://agenda.example/a", "file:///etc/passwd", "https://user:pw@agenda.example/", "agenda"):
        with pytest.raises(NotAWebAddress):
            plain_address(address)
