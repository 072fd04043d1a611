"""A page token goes with the question it was given for, and with no other; no garbage breaks the reading."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from archipel.projects.v1.projects_pb2 import ListProjectHistoryRequest, ListProjectsRequest
from chassis.domain import InvalidInput
from chassis.pagination import Page, next_token, page_of

KEYSETS = st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1)


def refused(request: ListProjectsRequest | ListProjectHistoryRequest) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as raised:
        page_of(request)
    return [(fault.field, fault.reason) for fault in raised.value.faults]


BROKEN = [("page_token", "PAGE_TOKEN_BROKEN")]


@given(KEYSETS)
def test_a_token_gives_back_where_the_list_goes_on(after: list[str]) -> None:
    asked = ListProjectsRequest(body="territories/62528", page_size=7)
    token = next_token(asked, tuple(after))
    again = ListProjectsRequest(body="territories/62528", page_size=9, page_token=token)
    assert page_of(again) == Page(9, tuple(after))


def test_after_the_last_page_there_is_no_token() -> None:
    assert next_token(ListProjectsRequest(), None) == ""


def test_a_token_of_a_token_is_good_for_the_same_question() -> None:
    first = ListProjectsRequest(body="territories/62528")
    second = ListProjectsRequest(body="territories/62528", page_token=next_token(first, ("a",)))
    third = ListProjectsRequest(body="territories/62528", page_token=next_token(second, ("b",)))
    assert page_of(third).after == ("b",)


@given(KEYSETS)
def test_a_token_of_another_question_is_refused(after: list[str]) -> None:
    token = next_token(ListProjectsRequest(body="territories/62528"), tuple(after))
    assert refused(ListProjectsRequest(body="territories/62386", page_token=token)) == BROKEN


def test_a_token_of_another_list_is_refused_though_neither_question_says_more() -> None:
    token = next_token(ListProjectsRequest(), ("a",))
    assert refused(ListProjectHistoryRequest(page_token=token)) == BROKEN


@given(st.text(min_size=1))
def test_no_garbage_is_taken_for_a_token(token: str) -> None:
    assert refused(ListProjectsRequest(page_token=token)) == BROKEN


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_no_well_packed_nonsense_is_taken_for_a_token(nonsense: object) -> None:
    token = base64.urlsafe_b64encode(json.dumps(nonsense).encode()).decode()
    assert refused(ListProjectsRequest(page_token=token)) == BROKEN


def test_a_token_nested_without_end_is_refused() -> None:
    token = base64.urlsafe_b64encode(b"[" * 100_000).decode()
    assert refused(ListProjectsRequest(page_token=token)) == BROKEN


@pytest.mark.parametrize("part", ["\0", "a\0b", "\ud800"])
def test_a_token_with_a_text_that_the_database_cannot_take_is_refused(part: str) -> None:
    asked = ListProjectsRequest()
    assert refused(ListProjectsRequest(page_token=next_token(asked, (part,)))) == BROKEN


@pytest.mark.parametrize("part", [7, None, ["a"], {"a": "b"}])
def test_a_token_with_anything_but_texts_is_refused(part: object) -> None:
    asked, after = json.loads(base64.urlsafe_b64decode(next_token(ListProjectsRequest(), ("a",))))
    assert after == "a"
    token = base64.urlsafe_b64encode(json.dumps([asked, part]).encode()).decode()
    assert refused(ListProjectsRequest(page_token=token)) == BROKEN


def test_a_list_asked_for_without_a_size_has_pages_of_fifty() -> None:
    assert page_of(ListProjectsRequest()) == Page(50)


@given(st.integers(1, 2**31 - 1))
def test_a_page_never_holds_more_than_two_hundred(size: int) -> None:
    assert page_of(ListProjectsRequest(page_size=size)).size == min(size, 200)


@given(st.integers(-(2**31), -1))
def test_a_negative_size_is_refused(size: int) -> None:
    assert refused(ListProjectsRequest(page_size=size)) == [("page_size", "PAGE_SIZE_NEGATIVE")]


@given(st.text("abcdefgh", min_size=1), st.text("abcdefgh", min_size=1))
def test_two_questions_never_share_a_token(one: str, other: str) -> None:
    assume(one != other)
    tokens = {next_token(ListProjectsRequest(body=body), ("a",)) for body in (one, other)}
    assert len(tokens) == 2
