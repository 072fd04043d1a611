"""What a log says of an error: type and place, and none of its words."""

from __future__ import annotations

import json
import logging
import subprocess
import sys

import pytest
import structlog

from chassis.faults import told
from chassis.telemetry import configure_logs

SECRET = "Claire Delattre"


def fails() -> None:
    raise KeyError(SECRET)


def fails_because_of_another() -> None:
    try:
        fails()
    except KeyError as error:
        raise ValueError(f"nobody called {SECRET}") from error


def fails_together() -> None:
    raise ExceptionGroup(f"about {SECRET}", [KeyError(SECRET), OSError(SECRET)])


def error_of(act: object) -> BaseException:
    with pytest.raises(Exception) as caught:  # noqa: PT011 -- any of them
        act()  # type: ignore[operator]
    return caught.value


@pytest.mark.parametrize(
    ("act", "types"),
    [
        (fails, ["builtins.KeyError"]),
        (fails_because_of_another, ["builtins.ValueError", "builtins.KeyError"]),
        (fails_together, ["builtins.ExceptionGroup", "builtins.KeyError", "builtins.OSError"]),
    ],
)
def test_an_error_is_told_by_its_types_and_places(act: object, types: list[str]) -> None:
    words = told(error_of(act))
    assert [line for line in words.splitlines() if line.startswith("builtins.")] == types
    assert "in fails" in words
    assert SECRET not in words


def test_neither_our_log_nor_that_of_a_library_repeats_the_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs("toy", "INFO")
    try:
        fails_because_of_another()
    except ValueError as error:
        structlog.get_logger().error("call failed", exc_info=error)
        structlog.get_logger().exception("again")
        logging.getLogger("library").exception("it says\nTask finished with KeyError(%r)", SECRET)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == ["call failed", "again", "it says"]
    assert all("builtins.ValueError" in line["exception"] for line in lines)
    assert SECRET not in str(lines)


def test_an_error_that_ends_a_process_is_told_without_its_words() -> None:
    code = f"""
from chassis.telemetry import configure_logs
configure_logs("toy", "INFO")
raise RuntimeError({SECRET!r})
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "builtins.RuntimeError" in json.loads(done.stdout)["exception"]
    assert (SECRET in done.stdout, done.stderr) == (False, "")
