"""Fixtures: one server shared by the tests that only add to it, and fresh ones for those that break things."""

import itertools
import os
from collections.abc import Callable, Iterator

import pytest

from support.server import BINARY, Sensor, Waggle
from support.webapi import WebAPI

numbers = itertools.count(1)


def pytest_sessionstart(session: pytest.Session) -> None:
    if not os.access(BINARY, os.X_OK):
        pytest.exit(f"{BINARY} is missing: run `swift build`, or name a binary in WAGGLE_BINARY", returncode=2)


@pytest.fixture(scope="session")
def new_server(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Waggle]:
    """Makes a server that is not started yet, with an empty data directory."""
    return lambda: Waggle(tmp_path_factory.mktemp("waggle") / "data")


@pytest.fixture(scope="session")
def server(new_server: Callable[[], Waggle]) -> Iterator[Waggle]:
    """The shared server. Tests use channels and idents of their own."""
    waggle = new_server()
    waggle.add_user("analyst", "access_all")
    waggle.start()
    yield waggle
    assert waggle.stop() == 0, waggle.errors()


@pytest.fixture(scope="session")
def api(server: Waggle) -> WebAPI:
    """The shared server's WebAPI at level 70."""
    return server.anonymous.with_key("analyst", server.add_key("analyst"))


@pytest.fixture
def fresh(new_server: Callable[[], Waggle]) -> Iterator[Waggle]:
    """A server for one test, not started yet; stopped afterwards, cleanly unless the test saw to it."""
    waggle = new_server()
    yield waggle
    if waggle.process is not None and waggle.process.poll() is None:
        assert waggle.stop() == 0, waggle.errors()


@pytest.fixture
def channel() -> str:
    """A channel name that no other test uses."""
    return f"test{next(numbers)}.events"


@pytest.fixture
def sensor(server: Waggle, channel: str) -> Sensor:
    """An ident of the shared server that may publish and subscribe to `channel`."""
    return server.add_sensor(f"sensor-{next(numbers)}", publish=[channel], subscribe=[channel])
