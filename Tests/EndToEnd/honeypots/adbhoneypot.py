"""ADBHoneypot: the Android debug bridge, publishing each event by the Twisted client of `hpfeeds`.

Its default blacklist leaves out attacks from 127.0.0.1, which all are here.
"""

from honeypots.process import Honeypot
from support.ports import free_port


class ADBHoneypot(Honeypot):
    channel = "adbhoneypot"

    def __init__(self, host: str, port: int, ident: str, secret: str):
        super().__init__("adbhoneypot", port)
        self.adb_port = free_port()
        for folder in ("etc", "log", "data", "dl"):
            (self.folder / folder).mkdir()
        (self.folder / "etc/honeypot.cfg").write_text(
            f"""
[honeypot]
listen_addr = 127.0.0.1
listen_port = {self.adb_port}
blacklist = 192.0.2.0/24
download_files = false
report_public_ip = false

[output_hpfeed]
enabled = true
server = {host}
port = {port}
identifier = {ident}
secret = {secret}
channel = {self.channel}
"""
        )

    def run(self) -> "ADBHoneypot":
        self.start([self.program("adbhoneypot"), "-w", str(self.folder), "run"], [self.adb_port])
        return self
