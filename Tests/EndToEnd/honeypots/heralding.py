"""Heralding: collects credentials on many protocols, publishing by the blocking client of `hpfeeds3`."""

import json
import pathlib

from honeypots.process import Honeypot
from support.ports import free_port


class Heralding(Honeypot):
    channels = ("heralding.session", "heralding.auth")

    def __init__(self, host: str, port: int, ident: str, secret: str):
        super().__init__("heralding", port)
        self.ports = {name: free_port() for name in ("ftp", "pop3", "smtp")}
        banners = {"ftp": "Microsoft FTP Server", "pop3": "+OK POP3 server ready", "smtp": "Microsoft ESMTP MAIL service ready"}
        extra = {"ftp": {"syst_type": "Windows-NT"}, "smtp": {"fqdn": ""}}
        configuration = {
            "public_ip_as_destination_ip": False,
            "bind_host": "127.0.0.1",
            "activity_logging": {
                "file": {"enabled": False},
                "syslog": {"enabled": False},
                "curiosum": {"enabled": False},
                "hpfeeds": {
                    "enabled": True,
                    "session_channel": self.channels[0],
                    "auth_channel": self.channels[1],
                    "host": host,
                    "port": port,
                    "ident": ident,
                    "secret": secret,
                },
            },
            "hash_cracker": {"enabled": False},
            "capabilities": {
                name: {
                    "enabled": True,
                    "port": port_of,
                    "timeout": 30,
                    "protocol_specific_data": {"max_attempts": 3, "banner": banners[name], **extra.get(name, {})},
                }
                for name, port_of in self.ports.items()
            },
        }
        # JSON is YAML.
        (self.folder / "heralding.yml").write_text(json.dumps(configuration))

    def run(self) -> "Heralding":
        compatibility = pathlib.Path(__file__).parent / "compatibility"
        self.start(
            [self.program("heralding"), "-c", "heralding.yml", "-l", "heralding.log"],
            list(self.ports.values()),
            variables={"PYTHONPATH": str(compatibility)},
        )
        return self
