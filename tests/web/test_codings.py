import gzip

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.codings import Coding, encoded, preferred_coding, tag_of


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", Coding.IDENTITY),
        ("gzip", Coding.GZIP),
        ("gzip, deflate, br", Coding.BROTLI),
        ("br;q=0.1, gzip;q=0.8", Coding.GZIP),
        ("GZIP ; Q=0.5", Coding.GZIP),
        ("*", Coding.BROTLI),
        ("br;q=0, *;q=0.4", Coding.GZIP),
        ("identity, gzip;q=0.5", Coding.IDENTITY),
        ("gzip;q=0", Coding.IDENTITY),
        ("identity;q=0, *;q=0", Coding.IDENTITY),
        ("deflate", Coding.IDENTITY),
        ("gzip;q=high, br;q=2", Coding.IDENTITY),
    ],
)
def test_preferred_coding_follows_the_weights(accepted: str, coding: Coding) -> None:
    assert preferred_coding(accepted) is coding


@given(st.text(st.characters(max_codepoint=255)))
def test_preferred_coding_reads_any_header(accepted: str) -> None:
    assert preferred_coding(accepted) in Coding


def test_tag_differs_with_the_coding() -> None:
    assert [tag_of("ab", coding) for coding in Coding] == ['"ab-br"', '"ab-gzip"', '"ab"']


async def test_encoded_body_is_the_same_bytes_each_time() -> None:
    body = b"BEGIN:VEVENT\r\n" * 100
    once, again = [[await encoded(body, coding) for coding in Coding] for _time in range(2)]

    assert once == again
    assert [brotli.decompress(once[0]), gzip.decompress(once[1]), once[2]] == [body] * 3
