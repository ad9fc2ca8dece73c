"""The pages as people use them: the system's Chromium at every step, curl where a program would act."""

import re
import subprocess
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from support.browser import Visitor, chromium, visitor
from support.server import Waggle

PASSWORD = "Correct horse 1 battery"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as instance:
        yield instance


@pytest.fixture(scope="module")
def office(new_server: Callable[[], Waggle]) -> Iterator[Waggle]:
    """A server with an administrator, a reader and a sensor."""
    server = new_server()
    server.add_user("chief", "UberAdmin", password=PASSWORD)
    server.add_user("reader", "access_normalized", password=PASSWORD)
    server.add_sensor("cowrie-1", publish=["cowrie.sessions"])
    server.start()
    yield server
    assert server.stop() == 0, server.errors()


@pytest.fixture
def chief(browser: Browser, office: Waggle) -> Iterator[Visitor]:
    with visitor(browser, office) as someone:
        someone.log_in("chief", PASSWORD)
        yield someone


def printed_password(server: Waggle) -> str:
    return next(match[1] for line in server.output if (match := re.search(r"with the password (\S+)", line)))


def curl(server: Waggle, path: str, user: str, key: str) -> tuple[int, str]:
    result = subprocess.run(
        ["curl", "-s", "-w", "\n%{http_code}", "-H", f"Authorization: ApiKey {user}:{key}",
         f"http://{server.http_host}:{server.http_port}{path}"],
        capture_output=True, text=True, timeout=30, check=True,
    )
    body, _, status = result.stdout.rpartition("\n")
    return int(status), body


def test_from_the_first_start_to_a_revoked_key(browser: Browser, fresh: Waggle) -> None:
    fresh.start()
    with visitor(browser, fresh) as admin:
        admin.open("/control-panel/")
        assert admin.path.startswith("/login/?next=")
        admin.fill(username="admin", password=printed_password(fresh))
        admin.press("Log in")

        # The printed password has to be changed before anything else.
        admin.open("/control-panel/")
        assert admin.path == "/profile/password/"
        admin.fill(current=printed_password(fresh), new_password=PASSWORD, new_again="something Else 1")
        admin.press("Change the password")
        admin.sees("does not match")
        admin.fill(current=printed_password(fresh), new_password=PASSWORD, new_again=PASSWORD)
        admin.press("Change the password")
        admin.sees("Your password was changed")

        # A key, shown once.
        admin.open("/profile/keys/")
        admin.page.get_by_role("link", name="Make a key").click()
        admin.fill(name="from the browser")
        admin.press("Make the key")
        key = admin.page.locator("#secret").inner_text()
        assert re.fullmatch("[0-9a-f]{40}", key)
        admin.page.get_by_role("link", name="I have copied it").click()
        admin.sees("from the browser")
        assert key not in admin.page.content()

        # The API, switched on in the Control Panel.
        status, body = curl(fresh, "/api/v1/", "admin", key)
        assert (status, "enable_api" in body) == (404, True), body
        admin.open("/control-panel/settings/general/")
        switch = admin.page.locator("[role=switch][name=enable_api]")
        expect(switch).not_to_be_checked()
        switch.check()
        admin.press("Save settings")
        admin.sees("1 setting was changed")
        status, body = curl(fresh, "/api/v1/", "admin", key)
        assert status == 200 and "list_endpoint" in body, body
        assert curl(fresh, "/api/v1/indicators/", "admin", key)[0] == 200

        # Revoked, it opens nothing.
        admin.open("/profile/keys/")
        admin.page.get_by_role("button", name="Revoke: from the browser").click()
        admin.confirm()
        admin.sees("was revoked")
        assert curl(fresh, "/api/v1/indicators/", "admin", key)[0] == 401


def test_locked_out_and_unlocked(browser: Browser, office: Waggle, chief: Visitor) -> None:
    office.add_user("forgetful", "access_normalized", password=PASSWORD)
    with visitor(browser, office) as someone:
        for _ in range(4):
            someone.log_in("forgetful", "wrong")
            someone.sees("Unknown user, wrong password")
        someone.log_in("forgetful", PASSWORD)
        assert someone.path == "/login/", "the account is locked"

        chief.open("/control-panel/users/")
        chief.page.get_by_role("button", name="Unlock: forgetful").click()
        chief.sees("'forgetful' is active now")
        someone.page.wait_for_timeout(2_500)  # the back-off of this address
        someone.log_in("forgetful", PASSWORD)
        someone.sees("Hello, forgetful")


def test_who_may_little_is_told_what(browser: Browser, office: Waggle) -> None:
    with visitor(browser, office) as reader:
        reader.log_in("reader", PASSWORD)
        reader.sees("Hello, reader")
        reader.sees("Level 60")
        expect(reader.page.get_by_role("link", name="Control Panel")).to_have_count(0)
        reader.open("/control-panel/users/")
        reader.sees("control_panel_users_read")


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "/profile/"], ids=["slashes", "scheme", "backslash", "ours"]
)
def test_a_log_in_leads_nowhere_else(browser: Browser, office: Waggle, target: str) -> None:
    with visitor(browser, office) as reader:
        reader.page.goto(f"{reader.base}/login/?next={target}")
        reader.fill(username="reader", password=PASSWORD)
        reader.press("Log in")
        assert reader.path == ("/profile/" if target == "/profile/" else "/")


def test_a_refused_form_keeps_what_was_typed(chief: Visitor) -> None:
    chief.open("/control-panel/users/add/")
    chief.fill(username="reader", password=PASSWORD, email="someone@example.org")
    chief.press("Add the user")
    chief.sees("exists already")
    field = chief.page.locator("[name=username]")
    expect(field).to_have_value("reader")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    expect(chief.page.locator("[name=email]")).to_have_value("someone@example.org")
    expect(chief.page.locator("[name=password]")).to_have_value("")


def test_a_sensor_from_its_making_to_its_end(chief: Visitor, office: Waggle) -> None:
    chief.open("/control-panel/sensors/")
    chief.page.get_by_role("link", name="Add a sensor").click()
    chief.fill(ident="dionaea-7", publish="dionaea.capture\ndionaea.connections")
    chief.press("Add the sensor")
    first = chief.page.locator("#secret").inner_text()
    chief.page.get_by_role("link", name="Back to the sensors").click()
    chief.page.get_by_role("button", name="Rotate: dionaea-7").click()
    chief.confirm()
    assert chief.page.locator("#secret").inner_text() != first
    chief.open("/control-panel/sensors/")
    chief.page.get_by_role("button", name="Remove: dionaea-7").click()
    chief.confirm()
    chief.sees("'dionaea-7' was removed")
    assert "dionaea-7" not in office.command("sensor", "list")


def test_permissions_of_a_role_in_the_matrix(chief: Visitor, office: Waggle) -> None:
    chief.open("/control-panel/roles/add/")
    chief.fill(role="Hunters <b>&</b>", level="60")
    chief.press("Add the role")
    box = chief.page.locator("input[name=Indicator][value='Indicator.read']")
    chief.page.locator("summary", has_text="Indicator").click()
    box.check()
    chief.press("Save the permissions")
    chief.sees("1 permission of 'Hunters <b>&</b>' changed")
    expect(box).to_be_checked()
    assert "Indicator.read" in office.command("role", "show", "Hunters <b>&</b>")
    chief.open("/control-panel/roles/combined/?roles=Read+Only&roles=public")
    chief.sees("Level of the honeypot API")


def test_forms_of_other_sites_do_nothing(chief: Visitor, office: Waggle) -> None:
    chief.open("/control-panel/sensors/")
    status = chief.page.evaluate(
        """async () => (await fetch("/control-panel/sensors/remove/", {method: "POST",
           headers: {"Content-Type": "application/x-www-form-urlencoded"}, body: "ident=cowrie-1"})).status"""
    )
    assert status == 403
    assert "cowrie-1" in office.command("sensor", "list")


def test_by_keyboard_alone(browser: Browser, office: Waggle) -> None:
    with visitor(browser, office) as someone:
        someone.open("/login/")
        keyboard = someone.page.keyboard
        keyboard.type("chief")
        keyboard.press("Tab")
        keyboard.type(PASSWORD)
        keyboard.press("Enter")
        someone.sees("Hello, chief")
        keyboard.press("Tab")
        expect(someone.page.get_by_role("link", name="Skip to content")).to_be_focused()
        keyboard.press("Enter")
        expect(someone.page.locator("#content")).to_be_focused()


PATHS = [
    "/", "/profile/", "/profile/keys/", "/profile/keys/add/", "/profile/password/", "/control-panel/", "/control-panel/settings/",
    "/control-panel/settings/general/", "/control-panel/settings/security/", "/control-panel/users/", "/control-panel/users/add/",
    "/control-panel/users/edit/?name=reader", "/control-panel/roles/", "/control-panel/roles/edit/?name=Analyst",
    "/control-panel/roles/combined/?roles=Analyst", "/profile/second-factor/", "/control-panel/sources/", "/control-panel/items/",
    "/control-panel/sources/edit/?name=honeypots", "/control-panel/items/action/", "/control-panel/audit/", "/control-panel/settings/mail/",
    "/control-panel/sensors/", "/control-panel/upstreams/", "/admin",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_a_phone_and_says_nothing_on_the_console(browser: Browser, office: Waggle, scheme: str) -> None:
    with visitor(browser, office, width=360, height=740, scheme=scheme) as someone:
        someone.log_in("chief", PASSWORD)
        for path in PATHS:
            someone.open(path)
            wide = someone.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{path} is {wide} px too wide"
            assert someone.page.locator("h1").count() == 1, path


# Contrast of each text with what lies behind it, as WCAG 2.2 AA asks for.
CONTRAST = """() => {
  const channel = (v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parse = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return n.length === 3 ? [...n, 1] : n; };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour[3] === 1) return colour;
    }
    return [255, 255, 255, 1];
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !element.checkVisibility() || element.closest("dialog, script, .skip-link")) continue;
    const style = getComputedStyle(element);
    const [a, b] = [luminance(parse(style.color)), luminance(ground(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} "${walker.currentNode.textContent.trim().slice(0, 30)}" ${element.tagName}.${element.className}`);
  }
  return [...new Set(poor)];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(browser: Browser, office: Waggle, scheme: str) -> None:
    with visitor(browser, office, scheme=scheme) as someone:
        someone.open("/login/")
        assert someone.page.evaluate(CONTRAST) == []
        someone.log_in("chief", PASSWORD)
        for path in PATHS:
            someone.open(path)
            assert someone.page.evaluate(CONTRAST) == [], path


def test_the_theme_is_chosen_and_kept(browser: Browser, office: Waggle) -> None:
    with visitor(browser, office) as someone:
        someone.open("/login/")
        ground = "getComputedStyle(document.body).backgroundColor"
        light = someone.page.evaluate(ground)
        someone.page.get_by_role("button", name="Switch between light and dark").click()
        dark = someone.page.evaluate(ground)
        assert dark != light
        someone.page.reload()
        assert someone.page.evaluate(ground) == dark
