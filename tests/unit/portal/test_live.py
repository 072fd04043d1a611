"""Who is told that something changed."""

from __future__ import annotations

import asyncio
import json

from hypothesis import given
from hypothesis import strategies as st

from services.portal.live import Hub, Subscription
from services.portal.storage.audience import LARGEST_NOTICE, notice


def test_a_page_hears_of_what_it_shows_only() -> None:
    page = Subscription({"62528"}, ())
    assert page.concerns(["62528", "246200364"], [])
    assert not page.concerns(["62386"], [])


def test_what_is_not_public_is_told_to_its_audience_only() -> None:
    neighbour = Subscription({"62528"}, {"62386"})
    mayor = Subscription({"62528"}, {"62528"})
    assert not neighbour.concerns(["62528"], ["62528"])
    assert mayor.concerns(["62528"], ["62528"])


@given(st.sets(st.text("0123456789", min_size=5, max_size=9), max_size=2_000))
def test_a_notice_always_fits_and_never_loses_a_change(topics: set[str]) -> None:
    text = notice(topics, [])
    assert len(text.encode()) <= LARGEST_NOTICE
    told = json.loads(text)["topics"]
    assert told == ["*"] or set(told) == topics


async def test_changes_are_told_once_each_and_end_with_the_portal() -> None:
    hub = Hub("postgresql+asyncpg://nowhere")
    changes = hub.changes({"home"}, ())
    waiting = asyncio.ensure_future(anext(changes))
    await asyncio.sleep(0)
    hub.notify(["home"], [])
    assert await waiting
    ending = asyncio.ensure_future(anext(changes, None))
    await asyncio.sleep(0)
    hub.close()
    assert await ending is None


async def test_a_changed_territory_is_noticed_beside_the_pages() -> None:
    hub = Hub("postgresql+asyncpg://nowhere")
    hub.notify(["territories"], [])
    assert hub.territories_changed.is_set()
