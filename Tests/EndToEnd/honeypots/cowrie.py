"""Cowrie: SSH and telnet, publishing by its Twisted plugin `output_hpfeeds3` when a session closes."""

from honeypots.process import Honeypot
from support.ports import free_port


class Cowrie(Honeypot):
    channel = "cowrie.sessions"

    def __init__(self, host: str, port: int, ident: str, secret: str):
        super().__init__("cowrie", port)
        self.ssh_port = free_port()
        self.telnet_port = free_port()
        for folder in ("etc", "var/log/cowrie", "var/lib/cowrie/downloads", "var/lib/cowrie/tty", "var/run"):
            (self.folder / folder).mkdir(parents=True)
        (self.folder / "etc/cowrie.cfg").write_text(
            f"""
[ssh]
listen_endpoints = tcp:{self.ssh_port}:interface=127.0.0.1

[telnet]
enabled = true
listen_endpoints = tcp:{self.telnet_port}:interface=127.0.0.1

[output_hpfeeds3]
enabled = true
server = {host}
port = {port}
identifier = {ident}
secret = {secret}
debug = false
"""
        )

    def run(self) -> "Cowrie":
        self.start([self.program("twistd"), "--nodaemon", "--pidfile=", "cowrie"], [self.ssh_port, self.telnet_port])
        return self
