"""The session of `archipel login` is kept for its owner only, by issuer."""

import stat
from pathlib import Path

from node.cli.session import Session
from node.sign_in import Tokens

ISSUER, OTHER = "http://127.0.0.1:8081", "https://id.example"


def tokens(word: str) -> Tokens:
    return Tokens(access_token=word, refresh_token=f"{word}-again", id_token="", seconds=300)


async def test_a_kept_session_gives_its_token_until_it_is_forgotten(tmp_path: Path) -> None:
    session = Session(tmp_path / "archipel" / "session.json")
    assert await session.access_token(ISSUER) == ""
    session.keep(ISSUER, tokens("mine"))
    session.keep(OTHER, tokens("elsewhere"))
    assert await session.access_token(ISSUER) == "mine"
    assert session.forget(ISSUER)
    assert not session.forget(ISSUER)
    assert await session.access_token(ISSUER) == ""
    assert await session.access_token(OTHER) == "elsewhere"


def test_nobody_else_may_read_the_session(tmp_path: Path) -> None:
    session = Session(tmp_path / "archipel" / "session.json")
    session.keep(ISSUER, tokens("mine"))
    assert stat.S_IMODE(session.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(session.file.parent.stat().st_mode) == 0o700


async def test_a_damaged_session_file_is_as_good_as_none(tmp_path: Path) -> None:
    session = Session(tmp_path / "session.json")
    session.file.write_text("{half")
    assert await session.access_token(ISSUER) == ""
