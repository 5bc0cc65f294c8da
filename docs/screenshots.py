"""Take the pictures of the documentation: the main states of the app, on a laptop in English and on a phone in Spanish.

.venv/bin/streamlit run app.py --server.headless true --server.port 8572 &
.venv/bin/python docs/screenshots.py http://localhost:8572
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
LAPTOP = {"viewport": {"width": 1200, "height": 900}, "locale": "en-US", "color_scheme": "light"}
PHONE = {"viewport": {"width": 390, "height": 800}, "locale": "es-MX", "color_scheme": "dark"}
SETTLE_MS = 2500  # for fonts, charts and scrolling
OUTCOMES = ".unsqa-answer, .unsqa-notquite, .unsqa-refusal"


def ask(page: Page, question: str, expected: str) -> None:
    """Ask on the first screen; stop when the question is not answered as it should be."""
    page.goto("/")
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")
    page.locator(OUTCOMES).first.wait_for()
    if page.locator(f".{expected}").count() == 0:
        sys.exit(f"{question} was not answered as {expected}; another question is wanted for its picture.")


def answer(page: Page) -> None:
    """Show an answer with its source open."""
    ask(page, "What was done to keep migrant shelters open?", "unsqa-answer")
    page.locator(".unsqa-source summary").first.click()


def not_quite(page: Page) -> None:
    """Show what is not quite answered."""
    ask(page, "How many shelters did the UNS help keep open in 2015?", "unsqa-notquite")


def refusal(page: Page) -> None:
    """Show a refusal."""
    ask(page, "Which strings should I put on my violin?", "unsqa-refusal")


def figure(page: Page) -> None:
    """Show an answer out of a figure, with its chart."""
    ask(page, "How much was executed for Prosperity and innovation in 2020?", "unsqa-answer")


def first(page: Page) -> None:
    """Show the first screen."""
    page.goto("/")
    page.get_by_test_id("stChatInputTextArea").wait_for()


def read(page: Page) -> None:
    """Show the report at the words of a citation."""
    ask(page, "What was done to keep migrant shelters open?", "unsqa-answer")
    page.goto(f"/{page.locator('a.unsqa-open').first.get_attribute('href')}")
    page.locator("mark").first.wait_for()


def explore(page: Page) -> None:
    """Show the first figure under Explore."""
    page.goto("/explore")
    page.locator("canvas, svg.marks").first.wait_for()


def map_of_passages(page: Page) -> None:
    """Show the map of the passages."""
    page.goto("/explore?show=map")
    page.locator("canvas, svg.marks").first.wait_for()


def reports(page: Page) -> None:
    """Show the reports at hand."""
    page.goto("/library")
    page.locator("input[type=file]").wait_for(state="attached")


# The name of a picture, how wide it is, and what brings it about.
PICTURES: list[tuple[str, dict[str, object], Callable[[Page], None]]] = [
    ("answer", LAPTOP, answer),
    ("not-quite", LAPTOP, not_quite),
    ("refusal", LAPTOP, refusal),
    ("figure", LAPTOP, figure),
    ("read", LAPTOP, read),
    ("explore", LAPTOP, explore),
    ("map", LAPTOP, map_of_passages),
    ("reports", LAPTOP, reports),
    ("phone", PHONE, first),
]


def main(address: str) -> None:
    """Take every picture in a fresh browser."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, device, bring_about in PICTURES:
            page = browser.new_context(base_url=address, **device).new_page()  # type: ignore[arg-type]
            page.set_default_timeout(120_000)
            bring_about(page)
            page.wait_for_timeout(SETTLE_MS)
            page.screenshot(path=str(Path(__file__).with_name(f"{name}.png")))
            page.context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
