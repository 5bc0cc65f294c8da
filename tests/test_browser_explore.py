"""The page of pictures as a person meets it: from the first page to the chart of Figure 7, its passage, the report."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from test_browser import FLAGS, READY_SECONDS, address  # noqa: F401  (a fixture)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WIDTHS = [(1280, 800), (360, 740)]
CHART = '[data-testid="stVegaLiteChart"] svg'


@pytest.fixture(params=WIDTHS, ids=["laptop", "phone"])
def page(request: pytest.FixtureRequest, chromium: str) -> Iterator[Page]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        width, height = request.param
        page = browser.new_page(viewport={"width": width, "height": height}, locale="en")
        page.set_default_timeout(READY_SECONDS * 1000)
        yield page
        browser.close()


def is_narrow(page: Page) -> bool:
    return page.viewport_size is not None and page.viewport_size["width"] < 700


def show(page: Page, name: str) -> None:
    page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True).click()


def click_mark(page: Page, shape: str, number: int = 0) -> None:
    """Click on a mark of the chart, as its title for screen readers names it."""
    mark = page.locator(f'{CHART} [aria-roledescription="{shape}"]').nth(number)
    mark.scroll_into_view_if_needed()
    mark.click(force=True)


def test_the_chart_of_figure_7_is_found_without_help_and_leads_to_the_report(
    page: Page,
    address: str,  # noqa: F811
) -> None:
    page.goto(address)
    if is_narrow(page):
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="Explore").first.click()
    page.locator(".unsqa-explore-picture").wait_for()
    assert page.locator(".unsqa-explore-picture").inner_text().startswith("Figure 7. Additional resources executed")
    if is_narrow(page):
        page.get_by_test_id("stSidebarCollapseButton").locator("button").click()
    page.locator(CHART).get_by_text("$19,480,390").wait_for()
    assert page.locator(CHART).get_by_text("Peace, justice, and rule of law").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    click_mark(page, "bar", 3)
    page.locator(".unsqa-explore-behind mark").wait_for()
    assert page.locator(".unsqa-explore-behind mark").inner_text() == "$19,480,390"
    link = page.locator(".unsqa-explore-behind a.unsqa-open").get_attribute("href")
    assert link is not None
    assert link.startswith("report?report=un-mexico-2020&at=")
    assert link.endswith("&words=%2419%2C480%2C390")


def test_a_cell_and_a_point_lead_to_their_passages_and_the_address_keeps_the_picture(
    page: Page,
    address: str,  # noqa: F811
) -> None:
    page.goto(f"{address}/explore?show=matrix")
    page.locator(CHART).wait_for()
    click_mark(page, "rect mark")
    page.locator(".unsqa-explore-told").wait_for()
    assert " · STRATEGIC PRIORITY " in page.locator(".unsqa-explore-told").inner_text()
    show(page, "Map")
    page.wait_for_url("**/explore?show=map")
    page.locator(f'{CHART} [aria-roledescription="point"]').first.wait_for()
    click_mark(page, "point", 20)
    page.locator(".unsqa-explore-told", has_text=re.compile(r"^1 passage: [^·]*$")).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
