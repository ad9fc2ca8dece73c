"""The system's Chromium, driven by Playwright; what it complains about fails the test."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, expect, sync_playwright

from support.server import Waggle

# Passwords are derived slowly on purpose, and machines that run tests are busy.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@dataclass
class Visitor:
    """One person at one browser window."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))

    def _console(self, message) -> None:
        # A status other than success is what a refusal is; Chromium reports it as an error of loading.
        if message.type in ("error", "warning") and "the server responded with a status of 4" not in message.text:
            self.complaints.append(f"{message.type}: {message.text} at {self.page.url}")

    def open(self, path: str) -> None:
        self.page.goto(self.base + path)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.base)

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"main [name='{name}']").fill(value)

    def press(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()

    def confirm(self) -> None:
        """Answers the question that a dangerous button asks."""
        dialog = self.page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        dialog.locator("[data-proceed]").click()

    def log_in(self, user: str, password: str) -> None:
        self.open("/login/")
        self.fill(username=user, password=password)
        self.press("Log in")

    def sees(self, text: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text)


@contextmanager
def visitor(
    browser: Browser, server: Waggle, *, width: int = 1280, height: int = 900, scheme: str = "light"
) -> Iterator[Visitor]:
    """A window of its own with no cookies; at its end the console must have been silent."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    someone = Visitor(page, f"http://{server.http_host}:{server.http_port}")
    try:
        yield someone
        assert not someone.complaints, someone.complaints
    finally:
        context.close()
