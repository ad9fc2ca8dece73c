"""`waggle serve` as a process, and the commands beside it."""

import os
import pathlib
import re
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from support import wire
from support.waiting import eventually
from support.webapi import WebAPI

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
BINARY = pathlib.Path(os.environ.get("WAGGLE_BINARY", REPOSITORY / ".build/debug/waggle")).resolve()
READY = re.compile(r"^ready http=(\S+):(\d+) hpfeeds=(\S+):(\d+)$")


@dataclass(frozen=True)
class Sensor:
    ident: str
    secret: str


class CommandFailed(AssertionError):
    def __init__(self, arguments: tuple[str, ...], result: subprocess.CompletedProcess):
        super().__init__(f"waggle {' '.join(arguments)}: exit {result.returncode}: {result.stderr.strip()}")
        self.result = result


class Waggle:
    """One server with a data directory of its own, on free ports of 127.0.0.1."""

    def __init__(self, data_directory: pathlib.Path):
        self.data_directory = data_directory
        self.process: subprocess.Popen | None = None
        self.output: list[str] = []
        self.log = data_directory.with_name(data_directory.name + ".log")
        self.binary = BINARY
        """What serves; commands are those of the binary under test."""
        self.wrapper: list[str] = []
        """A command that runs `serve`, such as one that mounts something first."""

    # Commands

    def run(self, *arguments: str, given: str | None = None) -> subprocess.CompletedProcess:
        """A command on this server's data directory; its exit code is the caller's to judge."""
        return self.run_plain(*arguments, "--data-dir", str(self.data_directory), given=given)

    def run_plain(self, *arguments: str, given: str | None = None) -> subprocess.CompletedProcess:
        """A command that has nothing to do with a store."""
        return subprocess.run([BINARY, *arguments], input=given or "", capture_output=True, text=True, timeout=60)

    def command(self, *arguments: str, given: str | None = None) -> str:
        """What a command prints on standard output; it must succeed."""
        result = self.run(*arguments, given=given)
        if result.returncode != 0:
            raise CommandFailed(arguments, result)
        return result.stdout

    def add_sensor(self, ident: str, publish: Sequence[str] = (), subscribe: Sequence[str] = (), owner: str | None = None) -> Sensor:
        """A new ident, once the running broker accepts it."""
        arguments = ["sensor", "add", ident]
        if owner:
            arguments += ["--owner", owner]
        if publish:
            arguments += ["--publish", ",".join(publish)]
        if subscribe:
            arguments += ["--subscribe", ",".join(subscribe)]
        sensor = Sensor(ident, self.command(*arguments).strip())
        assert sensor.secret, "sensor add prints the secret"
        if self.process is not None:
            eventually(lambda: self.accepts(sensor), seconds=3)
        return sensor

    def add_user(self, name: str, *roles: str, password: str = "correct horse battery") -> None:
        arguments = ["user", "add", name, "--password-stdin"]
        for role in roles:
            arguments += ["--role", role]
        self.command(*arguments, given=password + "\n")
        self._until_obeyed()

    def add_key(self, user: str, name: str = "test") -> str:
        key = self.command("key", "create", user, "--name", name).strip()
        assert key and not re.search(r"\s", key), "key create prints the key alone"
        self._until_obeyed()
        return key

    def _until_obeyed(self) -> None:
        """A running server obeys within a second; trying sooner would count as wrong log-ins."""
        if self.process is not None and self.process.poll() is None:
            time.sleep(1)

    # Serving

    def launch(self, *arguments: str, variables: dict[str, str] | None = None) -> None:
        """Starts the process, with more environment variables if given, without waiting until it is ready."""
        command = [*self.wrapper, self.binary, "serve", "--data-dir", self.data_directory, *arguments]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                env={**os.environ, **(variables or {})},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                bufsize=1,
                start_new_session=True,
            )

    def start(self, *arguments: str, seconds: float = 60, variables: dict[str, str] | None = None) -> "Waggle":
        """Starts the process and waits for its ready line."""
        self.launch("--http", "127.0.0.1:0", "--hpfeeds", "127.0.0.1:0", *arguments, variables=variables)
        ready = threading.Event()
        self.output = []
        threading.Thread(target=self._read_output, args=(self.process, ready), daemon=True).start()
        deadline = time.monotonic() + seconds
        while not ready.wait(0.05):
            if self.process.poll() is not None:
                raise AssertionError(f"waggle ended with {self.process.returncode}:\n{self.errors()}")
            if time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"no ready line within {seconds} s:\n{self.errors()}")
        return self

    def _read_output(self, process: subprocess.Popen, ready: threading.Event) -> None:
        for line in process.stdout:
            self.output.append(line.rstrip("\n"))
            if match := READY.match(line.strip()):
                self.http_host, self.http_port = match[1], int(match[2])
                self.host, self.port = match[3], int(match[4])
                ready.set()

    def errors(self) -> str:
        """The last lines of the log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-40:]) if self.log.exists() else ""

    def stop(self, seconds: float = 90) -> int:
        """SIGTERM; the exit code. A server that was fed faster than it stores takes a while to drain."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        finally:
            if self.process.poll() is None:
                self.kill()

    def kill(self) -> None:
        """SIGKILL: what a power cut or the kernel's memory killer does to the process."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    # Clients

    @property
    def anonymous(self) -> WebAPI:
        return WebAPI(self.http_host, self.http_port)

    def connect(self) -> wire.RawConnection:
        return wire.RawConnection(self.host, self.port)

    def connect_as(self, sensor: Sensor) -> wire.RawConnection:
        connection = self.connect()
        connection.authenticate(sensor.ident, sensor.secret)
        return connection

    def accepts(self, sensor: Sensor) -> bool:
        """Whether a login holds. Success has no answer, so this is the absence of an error for a moment."""
        with self.connect_as(sensor) as connection:
            return connection.is_quiet(0.15)

    def subscriber(self, sensor: Sensor, *channels: str) -> wire.Subscriber:
        return wire.Subscriber(self.host, self.port, sensor.ident, sensor.secret, *channels)

    def publish(self, sensor: Sensor, channel: str, *payloads: bytes) -> None:
        """Publishes and hangs up; complete frames before the end are all taken."""
        with self.connect_as(sensor) as connection:
            connection.send(*(wire.publish(sensor.ident, channel, payload) for payload in payloads))
