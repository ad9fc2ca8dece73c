"""OpenCanary: publishes by its `HpfeedsHandler`.

Release 0.9.10 publishes only the first record of a process (its channel list is a one-shot iterator). Its own start messages
(`logtype` 1001) are therefore ignored by configuration, so that the first record is an attack.
"""

import json

from honeypots.process import Honeypot
from support.ports import free_port


class OpenCanary(Honeypot):
    channel = "opencanary.events"

    def __init__(self, host: str, port: int, ident: str, secret: str):
        super().__init__("opencanary", port)
        self.ftp_port = free_port()
        handler = {
            "class": "opencanary.logger.HpfeedsHandler",
            "host": host,
            "port": port,
            "ident": ident,
            "secret": secret,
            "channels": [self.channel],
        }
        configuration = {
            "device.node_id": "canary-1",
            "device.listen_addr": "127.0.0.1",
            "ip.ignorelist": [],
            "logtype.ignorelist": [1001],
            "ftp.enabled": True,
            "ftp.port": self.ftp_port,
            "ftp.banner": "FTP server ready",
            "ftp.log_auth_attempt_initiated": False,
            "logger": {
                "class": "PyLogger",
                "kwargs": {"formatters": {"plain": {"format": "%(message)s"}}, "handlers": {"hpfeeds": handler}},
            },
        }
        (self.folder / "opencanary.conf").write_text(json.dumps(configuration))

    def run(self) -> "OpenCanary":
        self.start([self.program("twistd"), "--nodaemon", "--pidfile=", "-y", self.program("opencanary.tac")], [self.ftp_port])
        return self
