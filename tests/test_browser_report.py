"""The report page in a real Chromium: a shared address in a fresh browser, search, contents, keyboard, any width."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_browser import FLAGS, READY_SECONDS, address  # noqa: F401  (a fixture)

from unsqa.browsing.addresses import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

QUOTE = "In response to this problem, the UNS helped keep 89 civil society shelters open"
CITED = address_of("un-mexico-2020", (1154, 1155), QUOTE)
IN_VIEW = "node => { const box = node.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight }"
LAPTOP = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US", "color_scheme": "light"}
PHONE = {"viewport": {"width": 360, "height": 740}, "locale": "es-MX", "color_scheme": "dark"}


@pytest.fixture(params=[LAPTOP, PHONE], ids=["laptop", "phone"])
def page(request: pytest.FixtureRequest, chromium: str, address: str) -> Iterator[Page]:  # noqa: F811
    """Open the address of a citation in a browser that has seen nothing before."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_context(**request.param).new_page()
        page.set_default_timeout(READY_SECONDS * 1000)
        page.goto(f"{address}/{CITED}")
        page.locator("#cited").wait_for()
        yield page
        browser.close()


def open_side(page: Page) -> None:
    if page.viewport_size and page.viewport_size["width"] < 700:
        page.get_by_test_id("stExpandSidebarButton").click()


def arrive(page: Page, name: str) -> None:
    """Wait until the element with an id is in view and has the focus."""
    page.wait_for_function(f"document.activeElement.id === '{name}'")
    page.wait_for_function(IN_VIEW, arg=page.locator(f"#{name}").element_handle())


def test_a_shared_address_leads_a_fresh_browser_to_its_words(page: Page) -> None:
    arrive(page, "cited")
    assert page.locator("#cited").inner_text().startswith(QUOTE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Tab")  # by keyboard one goes on from there, to the next link
    assert page.evaluate("document.getElementById('cited').compareDocumentPosition(document.activeElement) === 4")


def test_the_contents_and_a_search_lead_to_their_places_and_the_address_keeps_step(page: Page) -> None:
    arrive(page, "cited")
    open_side(page)
    field = page.get_by_test_id("stSidebar").get_by_role("searchbox")
    field.fill("lactancia")
    field.press("Enter")
    found = page.locator(".unsqa-places [role=status]")
    found.wait_for()
    assert "lactancia" in found.inner_text()
    field.fill("SHELTERS")
    field.press("Enter")
    page.locator(".unsqa-places a").first.click()
    arrive(page, "found-1")
    assert page.locator("#found-1").inner_text().lower() == "shelters"
    open_side(page)
    link = page.locator(".unsqa-contents a", has_text="ACRONYMS")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('article h2')")
    assert page.locator("article h2:focus").get_attribute("aria-label") == "ACRONYMS"
    assert page.evaluate("new URLSearchParams(location.search).get('words')") == "ACRONYMS"


def test_a_place_that_is_not_in_the_report_is_said_and_the_report_can_be_read(page: Page, address: str) -> None:  # noqa: F811
    page.goto(f"{address}/report?report=un-mexico-2020&at=99999")
    notice = page.locator(".unsqa-notice")
    notice.wait_for()
    assert "99999" in notice.inner_text()
    page.locator("article h2").first.wait_for()
