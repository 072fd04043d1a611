"""What goes no further than the door of the portal, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.portal.web.way_in import LARGEST_FORM, WayIn, is_plain, origin_of

OURS = "https://archipel.example"
WAY_IN = WayIn(OURS)


def reason(method: str = "GET", path: str = "/labels", raw: bytes | None = None, **headers: str) -> str:
    """The status and the reason with which a request is refused; nothing for one that comes in."""
    given = {"host": "archipel.example", **({"content_length": "3"} if method == "POST" else {}), **headers}
    refusal = WAY_IN.refusal(
        {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": raw if raw is not None else path.encode(),
            "query_string": b"",
            "headers": [
                (name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in given.items()
            ],
        }
    )
    return f"{refusal.status} {refusal.reason}".strip() if refusal else ""


def test_an_ordinary_page_and_an_ordinary_form_come_in() -> None:
    assert reason() == ""
    assert reason("POST", origin=OURS, sec_fetch_site="same-origin") == ""


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "none"}, True),
        ({"sec_fetch_site": "cross-site"}, False),
        ({"sec_fetch_site": "same-site"}, False),
        ({"origin": OURS}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "http://archipel.example"}, False),
        ({"origin": "https://archipel.example.evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": "https://evil.example", "sec_fetch_site": "same-origin"}, False),
        ({"origin": OURS, "sec_fetch_site": "cross-site"}, False),
        ({"referer": "https://evil.example/page"}, False),
        ({"referer": f"{OURS}/labels"}, True),
        ({"referer": f"{OURS}.evil.example/labels"}, False),
        ({}, True),
    ],
)
def test_a_form_from_another_site_is_refused(headers: dict[str, str], ours: bool) -> None:
    assert reason("POST", **headers) == ("" if ours else "403 FORM_FROM_ELSEWHERE")


def test_the_provider_posts_its_logout_tokens_from_wherever_it_is() -> None:
    assert reason("POST", "/auth/backchannel-logout", origin="https://sso.example") == ""


@pytest.mark.parametrize(
    "host", ["evil.example", "", "archipel.example:8443", "archipel.example.evil.example"]
)
def test_another_host_is_refused(host: str) -> None:
    assert reason(host=host) == "400 WRONG_HOST"


@pytest.mark.parametrize("host", ["archipel.example", "ARCHIPEL.example", "archipel.example:443"])
def test_our_host_is_known_in_each_of_its_spellings(host: str) -> None:
    assert reason(host=host) == ""


def test_a_probe_of_the_health_knows_the_process_by_another_address() -> None:
    assert reason(path="/healthz", host="10.1.2.3:8000") == ""


TRICKS = [
    ("/../etc/passwd", b"/../etc/passwd"),
    ("/projets/../../x", b"/projets/%2e%2e/%2e%2e/x"),
    ("/projets/./x", b"/projets/./x"),
    ("/static/../settings.py", b"/static/..%2fsettings.py"),
    ("/projets/a/b", b"/projets/a%2Fb"),
    ("/projets\\x", b"/projets%5cx"),
    ("//evil.example/x", b"//evil.example/x"),
    ("/projets//x", b"/projets//x"),
    ("/projets/\0x", b"/projets/%00x"),
    ("/projets/\r\nSet-Cookie: a=b", b"/projets/%0d%0aSet-Cookie:%20a=b"),
    ("/projets/%2e%2e/x", b"/projets/%252e%252e/x"),
    ("/projets/\ufffd", b"/projets/%ff"),
    ("http://evil.example/", b"http://evil.example/"),
    ("*", b"*"),
    ("", b""),
    ("/" + "a" * 9000, b"/" + b"a" * 9000),
]


@pytest.mark.parametrize(("path", "raw"), TRICKS)
def test_a_trick_with_the_path_is_refused(path: str, raw: bytes) -> None:
    assert reason(path=path, raw=raw) == "400 PATH_TRICK"


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_a_path_that_comes_in_is_printable_and_climbs_nowhere(text: str) -> None:
    path = f"/{text}"
    if is_plain(path, path.encode()):
        assert path.isprintable()
        assert "//" not in path
        assert not {".", ".."} & set(path.split("/"))


@pytest.mark.parametrize("path", ["/", "/projets/0197-ab", "/collectivites/62528", "/chartes/été"])
def test_addresses_of_our_own_come_in(path: str) -> None:
    assert reason(path=path) == ""


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "BREW", "get"])
def test_another_method_is_refused(method: str) -> None:
    assert reason(method) == "405 METHOD_UNKNOWN"


def test_headers_that_are_too_large_or_too_many_are_refused() -> None:
    assert reason(cookie="x" * 17_000) == "431 HEADERS_TOO_LARGE"
    assert reason(**{f"x{number}": "1" for number in range(101)}) == "431 HEADERS_TOO_LARGE"
    assert reason(cookie="x" * 8_000) == ""


@pytest.mark.parametrize("length", [str(LARGEST_FORM + 1), "-1", "", "many", "9" * 5000])
def test_a_form_too_large_or_of_unknown_size_is_refused(length: str) -> None:
    assert reason("POST", content_length=length) == "413 MESSAGE_TOO_LARGE"


def test_what_machines_send_is_small() -> None:
    assert reason("POST", "/csp", content_length="20000") == "413 MESSAGE_TOO_LARGE"
    assert reason("POST", "/auth/backchannel-logout", content_length="20000") == "413 MESSAGE_TOO_LARGE"
    assert reason("POST", "/projets/nouveau", content_length="20000") == ""


def test_the_origin_of_an_address_is_its_scheme_host_and_port() -> None:
    assert origin_of("http://127.0.0.1:8080/path/x") == "http://127.0.0.1:8080"
