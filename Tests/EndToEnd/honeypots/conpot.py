"""Conpot: a simulated S7-200 plant with HTTP, Modbus and S7, publishing one event per message by the blocking client of `hpfeeds3`."""

import re
import shutil

from honeypots.process import Honeypot
from support.ports import free_port


class Conpot(Honeypot):
    channel = "conpot.events"
    services = ("http", "modbus", "s7comm")

    def __init__(self, host: str, port: int, ident: str, secret: str):
        super().__init__("conpot", port)
        self.ports = {name: free_port() for name in self.services}
        self.template = self.folder / "template"
        shutil.copytree(self.packages / "conpot/templates/default", self.template)
        for configuration in self.template.glob("*/*.xml"):
            name = configuration.parent.name
            enabled = name in self.ports
            text = re.sub(
                rf'<{name} enabled="\w+" host="[^"]*" port="\d+"',
                f'<{name} enabled="{enabled}" host="127.0.0.1" port="{self.ports.get(name, 0)}"',
                configuration.read_text(),
            )
            configuration.write_text(text)
        (self.folder / "files").mkdir()
        (self.folder / "uploads").mkdir()
        (self.folder / "vfs").mkdir()
        (self.folder / "conpot.cfg").write_text(
            f"""
[common]
sensorid = default
[virtual_file_system]
data_fs_url = {self.folder}/uploads
fs_url = tar://{self.packages}/conpot/data.tar
[session]
timeout = 30
[daemon]
[json]
enabled = False
[sqlite]
enabled = False
[mysql]
enabled = False
[syslog]
enabled = False
[hpfriends]
enabled = True
host = {host}
port = {port}
ident = {ident}
secret = {secret}
channels = ["{self.channel}", ]
[taxii]
enabled = False
[fetch_public_ip]
enabled = False
urls = []
[change_mac_addr]
enabled = False
"""
        )

    def run(self) -> "Conpot":
        arguments = ["--template", str(self.template), "--config", str(self.folder / "conpot.cfg"), "--temp_dir", str(self.folder / "vfs")]
        self.start([self.program("conpot"), *arguments, "--logfile", str(self.folder / "conpot.log")], list(self.ports.values()))
        return self
