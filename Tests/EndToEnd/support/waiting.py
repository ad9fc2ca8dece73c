"""Waiting for what takes a moment to become true."""

import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


def eventually(read: Callable[[], Value], seconds: float = 5, interval: float = 0.05) -> Value:
    """Calls `read` until it gives something true, and returns that; fails after `seconds` with what it gave last."""
    deadline = time.monotonic() + seconds
    while not (value := read()):
        assert time.monotonic() < deadline, f"not true within {seconds} s; the last value was {value!r}"
        time.sleep(interval)
    return value
