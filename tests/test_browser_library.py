"""The page of the reports in a real Chromium: a report is added, asked about, and removed, while the app goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from small import TREES_QUESTION, write_small_corpus
from test_browser import FLAGS, READY_SECONDS, ask, serve
from test_library import FERRY

from unsqa.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

TEXTS = {
    "en": {
        "submit": "Add and index",
        "added": "“Ferries of Norvik 2022” was added",
        "remove": "Remove",
        "sure": "Yes, remove it",
        "removed": "was removed",
    },
    "es": {
        "submit": "Añadir e indexar",
        "added": "Se añadió «Ferries of Norvik 2022»",
        "remove": "Retirar",
        "sure": "Sí, retirarlo",
        "removed": "Se retiró",
    },
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the app over a corpus of its own, two invented reports, and return its address."""
    from unsqa.finding.build import build_index
    from unsqa.finding.embedding import load_embedder

    folder = tmp_path_factory.mktemp("library")
    corpus = write_small_corpus(folder)
    (corpus / "norvik-2021" / "questions.jsonl").unlink()  # a bank of one question outweighs what has none
    settings = Settings(corpus=str(corpus), index=str(folder / "index"))
    build_index(corpus, folder / "index", load_embedder(settings), model=settings.model)
    environment = {"UNSQA_CORPUS": settings.corpus, "UNSQA_INDEX": settings.index, "UNSQA_DATA": str(folder / "data")}
    server, address = serve(folder, environment)
    yield address
    server.terminate()
    server.wait(timeout=20)


@pytest.fixture(params=[(1280, 800, "en"), (360, 740, "es")], ids=["laptop", "phone"])
def page(request: pytest.FixtureRequest, chromium: str, library: str) -> Iterator[Page]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        width, height, language = request.param
        context = browser.new_context(viewport={"width": width, "height": height}, locale=language, base_url=library)
        page = context.new_page()
        page.set_default_timeout(READY_SECONDS * 1000)
        page.goto("/library")
        yield page
        browser.close()


def test_a_report_is_added_asked_about_and_removed(page: Page) -> None:
    texts = TEXTS[page.evaluate("navigator.language")]
    page.locator("input[type=file]").set_input_files(
        {"name": "ferry.md", "mimeType": "text/markdown", "buffer": FERRY.encode()}
    )
    submit = page.get_by_role("button", name=texts["submit"])
    submit.wait_for()
    page.locator("[data-testid=stExpander] summary").first.click()
    page.locator(".unsqa-outline", has_text="Landing stages").wait_for(state="visible")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    submit.focus()
    page.keyboard.press("Enter")
    done = page.locator(".unsqa-library-done", has_text=texts["added"])
    done.wait_for()

    with page.context.expect_page() as opened:
        done.locator("a").first.click()
    chat = opened.value
    chat.set_default_timeout(READY_SECONDS * 1000)
    chat.get_by_test_id("stChatInputTextArea").wait_for()
    ask(chat, "How many people did the ferry across the lake carry in 2022?")
    assert "9,000 people" in chat.locator(".unsqa-answer").inner_text()

    row = page.locator('[class*="st-key-report-ferries"]').first
    row.get_by_role("button", name=texts["remove"]).click()
    page.get_by_role("dialog").get_by_role("button", name=texts["sure"]).click()
    page.locator(".unsqa-library-done", has_text=texts["removed"]).wait_for()
    assert page.locator(".unsqa-library-title").count() == 2
    ask(chat, TREES_QUESTION)
    assert "640 familias" in chat.locator(".unsqa-answer").last.inner_text()


def test_a_file_that_cannot_be_read_gets_a_notice_and_no_form(page: Page) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": "broken.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 broken"}
    )
    notice = page.locator(".unsqa-notice")
    notice.wait_for()
    assert "broken.pdf is damaged: pdfium cannot read it" in notice.inner_text()
    assert page.get_by_test_id("stForm").count() == 0
