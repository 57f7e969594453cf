import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.testing import TestClient

from web.language import local_path
from web.shell import create_shell


def test_switch_language_keeps_the_choice_and_goes_back() -> None:
    with TestClient(create_shell([], public_url="http://localhost")) as client:
        answer = client.get("/language/en", params={"next": "/agenda?q=klik+tik&page=2"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/agenda?q=klik+tik&page=2")
    assert answer.headers["set-cookie"] == "lang=en; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax"


def test_switch_language_to_one_we_do_not_have_is_404() -> None:
    with TestClient(create_shell([], public_url="http://localhost")) as client:
        assert client.get("/language/xx", follow_redirects=False).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "",
        "agenda",
    ],
)
def test_local_path_elsewhere_becomes_the_start_page(address: str) -> None:
    assert local_path(address) == "/"


@pytest.mark.parametrize("address", ["/", "/agenda", "/agenda?next=//evil.example", "/activities/café#path"])
def test_local_path_here_is_kept(address: str) -> None:
    assert local_path(address) == address


@given(address=st.text(alphabet="/\\.:?#\t\n\x00 ae", max_size=12))
def test_local_path_never_leaves_the_site(address: str) -> None:
    path = local_path(address)
    as_browsers_read_it = path.replace("\\", "/").replace("\t", "").replace("\n", "")
    assert as_browsers_read_it.startswith("/")
    assert not as_browsers_read_it.startswith("//")
