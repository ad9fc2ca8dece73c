"""The Mnemosyne WebAPI as a client sees it."""

import http.client
import json
import urllib.parse
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "").lower().replace(" ", "")


class WebAPI:
    """Requests to one server, with one set of credentials (or none)."""

    def __init__(self, host: str, port: int, headers: dict[str, str] | None = None):
        self.host = host
        self.port = port
        self.headers = headers or {}

    def with_key(self, user: str, key: str) -> "WebAPI":
        return WebAPI(self.host, self.port, {"Authorization": f"ApiKey {user}:{key}"})

    def with_cookie(self, name: str, value: str) -> "WebAPI":
        return WebAPI(self.host, self.port, {"Cookie": f"{name}={value}"})

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None, timeout: float = 30
    ) -> Answer:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            connection.request(method, path, body=body, headers={**self.headers, **(headers or {})})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, path: str, **parameters: object) -> Answer:
        query = urllib.parse.urlencode(parameters)
        return self.request("GET", f"{path}?{query}" if query else path)

    def post_form(self, path: str, **fields: str) -> Answer:
        body = urllib.parse.urlencode(fields).encode()
        return self.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def items(self, resource: str, **parameters: object) -> list[dict[str, Any]]:
        """The list that `/api/v1/<resource>` answers with 200."""
        answer = self.get(f"/api/v1/{resource}", **parameters)
        assert answer.status == 200, f"{resource} {parameters}: {answer.status} {answer.body[:200]!r}"
        (items,) = answer.json.values()
        return items

    def raw(self, channel: str, limit: int = 0) -> list[dict[str, Any]]:
        """The raw records of a channel, newest first."""
        return self.items("hpfeeds", channel=channel, limit=limit)

    def sessions(self, limit: int = 0, **filters: object) -> list[dict[str, Any]]:
        """Sessions, oldest first."""
        return self.items("sessions", limit=limit, **filters)

    def metric(self, name: str) -> float:
        """One series of `/metrics`, which needs level 70."""
        answer = self.get("/metrics")
        assert answer.status == 200
        (value,) = (line.split()[-1] for line in answer.text.splitlines() if line.startswith(f"{name} "))
        return float(value)
