"""Runs a real honeypot from its own Python environment, as an unprivileged user, in a temporary folder, on loopback."""

import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from typing import Self

ENVIRONMENTS = pathlib.Path(__file__).resolve().parents[3] / ".honeypots"


def sockets() -> list[list[str]]:
    """The kernel's table of TCP sockets; asking a honeypot itself would leave a session in it."""
    return [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]


def listens(port: int) -> bool:
    return any(fields[1].endswith(f":{port:04X}") and fields[3] == "0A" for fields in sockets())


def connections_to(port: int) -> int:
    return sum(fields[2].endswith(f":{port:04X}") and fields[3] == "01" for fields in sockets())


class Honeypot:
    """One honeypot process with a working folder of its own; use it as a context manager."""

    def __init__(self, name: str, broker_port: int):
        self.broker_port = broker_port
        self.environment = ENVIRONMENTS / name
        self.name = name
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"waggle-{name}-"))
        self.log = self.folder / "output.log"
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def program(self, name: str) -> str:
        return str(self.environment / "bin" / name)

    @property
    def packages(self) -> pathlib.Path:
        """The environment's site-packages."""
        return next((self.environment / "lib").glob("python3*/site-packages"))

    def start(self, arguments: list[str], ports: list[int], seconds: float = 40, variables: dict[str, str] | None = None) -> None:
        """Starts the program, with more environment variables if given; waits until it listens on every port and has reached the broker."""
        connections = connections_to(self.broker_port)
        command = [self.program("python"), *arguments]
        if os.getuid() == 0:
            command = self._unprivileged(command)
        environment = {
            "HOME": str(self.folder),
            "PATH": f"{self.environment}/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            **(variables or {}),
        }
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
            )
        deadline = time.monotonic() + seconds
        while not all(listens(port) for port in ports) or connections_to(self.broker_port) <= connections:
            assert self.process.poll() is None, f"{self.name} ended with {self.process.returncode}:\n{self.output()}"
            assert time.monotonic() < deadline, f"{self.name} does not listen on {ports} or did not reach the broker:\n{self.output()}"
            time.sleep(0.1)

    def _unprivileged(self, command: list[str]) -> list[str]:
        """Honeypots refuse to run as root. The one privilege kept is reading files: a checkout may lie in a private folder."""
        nobody = pwd.getpwnam("nobody")
        for path in [self.folder, *self.folder.rglob("*")]:
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        capability = "+dac_read_search"
        return [
            "setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups",
            f"--inh-caps={capability}", f"--ambient-caps={capability}", *command,
        ]  # fmt: skip

    def output(self) -> str:
        """The last lines that the honeypot printed."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-60:])

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
