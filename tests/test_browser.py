"""The whole app as a person meets it: a server of its own, a real Chromium, the real report."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from typing import TYPE_CHECKING

import pytest
from conftest import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from unsqa import Settings

pytestmark = pytest.mark.browser

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
READY_SECONDS = 120
ENGLISH = "How many civil society shelters did the UNS help keep open?"
SPANISH = "¿Cuántos refugios de la sociedad civil ayudó a mantener abiertos el SNU?"


def serve(folder: Path, environment: dict[str, str]) -> tuple[subprocess.Popen[bytes], str]:
    """Start the app on a free port; return the process and the address once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1"]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(PROJECT / "app.py"), *options],
            cwd=PROJECT,
            env=os.environ | environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).close()
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise AssertionError((folder / "server.log").read_text(encoding="utf-8")) from None
            time.sleep(0.2)
        else:
            return server, address


@pytest.fixture(scope="module")
def address(real_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("server")
    environment = {
        "UNSQA_CORPUS": real_settings.corpus,
        "UNSQA_INDEX": real_settings.index,
        "UNSQA_DATA": str(folder / "data"),
    }
    server, found = serve(folder, environment)
    yield found
    server.terminate()
    server.wait(timeout=20)


@pytest.fixture(params=[(1280, 800), (360, 740)], ids=["laptop", "phone"])
def page(request: pytest.FixtureRequest, chromium: str, address: str) -> Iterator[Page]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        width, height = request.param
        page = browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(READY_SECONDS * 1000)
        page.goto(address)
        page.get_by_test_id("stChatInputTextArea").wait_for()
        yield page
        browser.close()


def ask(page: Page, question: str) -> None:
    answers = page.locator(".unsqa-answer, .unsqa-refusal, .unsqa-notquite, .unsqa-talk")
    before = answers.count()
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")
    answers.nth(before).wait_for()


def test_questions_in_two_languages_are_answered_and_lead_to_their_source(page: Page) -> None:
    ask(page, ENGLISH)
    answer = page.locator(".unsqa-answer").last
    assert "89 civil society shelters open" in answer.locator(".unsqa-sentences").inner_text()
    card = answer.locator("details.unsqa-source").first
    assert card.get_attribute("open") is None
    answer.locator("sup a").first.click()
    mark = card.locator("mark")
    mark.wait_for(state="visible")
    assert "89 civil society shelters open" in mark.inner_text()
    assert "PRIMARY CARE IN SHELTERS DURING COVID-19" in card.locator(".unsqa-path").inner_text()
    page.wait_for_function("node => node.getBoundingClientRect().top < window.innerHeight", arg=mark.element_handle())

    ask(page, SPANISH)
    spanish = page.locator(".unsqa-answer").last
    assert "89 civil society shelters open" in spanish.locator(".unsqa-sentences").inner_text()
    assert "líneas" in spanish.locator("summary").first.inner_text()
    assert page.locator(".unsqa-answer").count() == 2


def test_a_new_answer_comes_into_view_and_an_open_source_stays_open(page: Page) -> None:
    ask(page, ENGLISH)
    page.locator("details.unsqa-source summary").first.click()
    ask(page, SPANISH)
    page.locator(".unsqa-question").first.scroll_into_view_if_needed()
    ask(page, "Which strings should I put on my violin?")
    in_view = "node => { const box = node.getBoundingClientRect(); return box.top >= 0 && box.top < innerHeight }"
    page.wait_for_function(in_view, arg=page.locator(".unsqa-refusal").element_handle())
    assert page.locator("details[open]").count() == 1


def test_a_refusal_looks_different_and_cites_nothing(page: Page) -> None:
    ask(page, "Which strings should I put on my violin?")
    refusal = page.locator(".unsqa-refusal")
    assert "The reports do not say" in refusal.inner_text()
    assert refusal.locator("sup").count() == 0
    assert refusal.locator("details.unsqa-near").count() == 3


EXAMPLE = '[class*="st-key-example-"] button'
RELATED = '[class*="st-key-related-"] button'


def test_an_example_is_asked_by_a_click_and_then_what_is_related(page: Page) -> None:
    button = page.locator(EXAMPLE).first
    text = button.inner_text().splitlines()[-1]  # under its theme
    button.click()
    outcomes = page.locator(".unsqa-answer, .unsqa-refusal, .unsqa-notquite, .unsqa-talk")
    outcomes.first.wait_for()
    assert page.locator(".unsqa-question").first.inner_text() == text
    page.wait_for_function("shown => document.querySelectorAll(shown).length === 0", arg=EXAMPLE)
    related = page.locator(RELATED).first
    text = related.inner_text()
    related.click()
    outcomes.nth(1).wait_for()
    assert page.locator(".unsqa-question").nth(1).inner_text() == text
    page.wait_for_function("shown => document.querySelectorAll(shown).length <= 3", arg=RELATED)


def test_a_source_is_cited_and_opened_in_the_report_at_its_words(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, ENGLISH)
    page.locator("sup a").first.hover()
    page.locator(".unsqa-tip", has_text="89 civil society shelters open").first.wait_for(state="visible")
    page.locator("sup a").first.click()
    card = page.locator("details.unsqa-source").first
    card.get_by_role("button", name="Footnote").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('PRIMARY CARE IN SHELTERS'))")
    with page.context.expect_page() as opened:
        card.locator("a.unsqa-open").click()
    mark = opened.value.locator("mark").first
    mark.wait_for(timeout=READY_SECONDS * 1000)
    assert "89 civil society shelters open" in mark.inner_text()


def test_a_question_is_edited_and_its_conversation_outlasts_the_page(page: Page) -> None:
    ask(page, "Which strings should I put on my violin?")
    page.locator('[class*="st-key-edit-0"] button').first.click()
    page.get_by_label("Question").fill(ENGLISH)
    page.get_by_role("button", name="Ask again", exact=True).click()
    answer = page.locator(".unsqa-answer .unsqa-sentences")
    answer.wait_for()
    said = answer.inner_text()
    assert page.locator(".unsqa-refusal").count() == 0
    page.reload()
    if page.viewport_size is not None and page.viewport_size["width"] < 700:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.locator('[class*="st-key-open-"] button').first.click()
    answer.wait_for()
    assert answer.inner_text() == said


def test_nothing_that_is_typed_is_run_or_drawn_as_markup(page: Page) -> None:
    page.evaluate("window.harmed = false")
    typed = "<script>window.harmed = true</script><img src=x onerror='harmed=true'> **bold** $x^2$ shelters?"
    ask(page, typed)
    assert page.locator(".unsqa-question").last.inner_text() == typed
    assert page.evaluate("window.harmed") is False
    assert page.locator(".unsqa-question img, .unsqa-question strong, .katex").count() == 0


def test_a_follow_up_says_what_was_searched(page: Page) -> None:
    ask(page, ENGLISH)
    ask(page, "and how many rooms were outfitted?")
    assert re.search(r"Searched for: .*shelters.*rooms", page.locator(".unsqa-query").inner_text())
    assert "102 rooms" in page.locator(".unsqa-answer").last.inner_text()


def test_a_filter_of_the_sidebar_confines_the_answer_until_it_is_cleared(page: Page) -> None:
    narrow = page.viewport_size is not None and page.viewport_size["width"] < 700
    if narrow:
        page.get_by_test_id("stExpandSidebarButton").click()
    field = page.get_by_test_id("stSidebar").get_by_label("Agency").locator("visible=true").first
    field.click()
    page.keyboard.type("UNICEF")
    page.keyboard.press("Enter")
    page.locator(".unsqa-remain", has_text=re.compile(r"^(?!(\d+) of \1 )\d+ of \d+ passages remain")).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if narrow:
        page.get_by_test_id("stSidebarCollapseButton").locator("button").click()
    ask(page, ENGLISH)
    assert page.locator(".unsqa-query").first.inner_text() == "Only: agency UNICEF"
    if narrow:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("button", name="Clear", exact=True).click()
    page.locator(".unsqa-remain", has_text=re.compile(r"^(\d+) of \1 passages remain")).wait_for()


def test_the_page_does_not_scroll_sideways(page: Page) -> None:
    ask(page, "x" * 300 + " shelters?")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_without_an_index_the_page_says_how_to_build_one(chromium: str, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    server, address = serve(tmp_path, {"UNSQA_INDEX": str(tmp_path / "none"), "UNSQA_DATA": str(tmp_path / "data")})
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            page = browser.new_page()
            page.goto(address)
            notice = page.locator(".unsqa-notice")
            notice.wait_for(timeout=READY_SECONDS * 1000)
            assert re.search(r"There is no index in .*none\. Build it with: unsqa index", notice.inner_text())
            assert page.get_by_test_id("stChatInputTextArea").count() == 0
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=20)
