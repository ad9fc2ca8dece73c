"""A private PostgreSQL for tests of the cluster engine."""

import pathlib
import subprocess

from support.server import REPOSITORY

SCRIPT = REPOSITORY / "Scripts/postgres-private.sh"


class Database:
    """A private PostgreSQL on loopback."""

    def __init__(self, directory: pathlib.Path):
        self.directory = directory
        started = subprocess.run([SCRIPT, "start", directory], capture_output=True, text=True, timeout=120)
        assert started.returncode == 0, started.stderr
        self.url = started.stdout.strip()

    def do(self, action: str) -> None:
        subprocess.run([SCRIPT, action, self.directory], check=True, timeout=120)

    @classmethod
    def in_temporary_folder(cls) -> "Database":
        """Directly under /tmp: the ordinary user that PostgreSQL runs as must get into the folder."""
        folder = pathlib.Path(subprocess.check_output(["mktemp", "-d", "/tmp/waggle-postgres.XXXXXX"], text=True).strip())
        folder.chmod(0o755)
        return cls(folder / "cluster")
