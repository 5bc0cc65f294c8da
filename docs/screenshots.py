"""Take the pictures of the documentation: an answer with its source open, what is not quite answered, and a refusal.

.venv/bin/streamlit run app.py --server.headless true --server.port 8572 &
.venv/bin/python docs/screenshots.py http://localhost:8572
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
# A question, the name of its picture, and the class of what it should be answered with.
QUESTIONS = [
    ("What was done to keep migrant shelters open?", "answer", "unsqa-answer"),
    ("How many shelters did the UNS help keep open in 2015?", "not-quite", "unsqa-notquite"),
    ("Which strings should I put on my violin?", "refusal", "unsqa-refusal"),
]


def main(address: str) -> None:
    """Take the pictures at laptop width."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1000, "height": 1060})
        page.set_default_timeout(120_000)
        page.goto(address)
        box = page.get_by_test_id("stChatInputTextArea")
        for number, (question, name, expected) in enumerate(QUESTIONS):
            box.fill(question)
            box.press("Enter")
            page.locator(".unsqa-answer, .unsqa-notquite, .unsqa-refusal").nth(number).wait_for()
            if page.locator(f".{expected}").count() == 0:
                sys.exit(f"{question} was not answered as {expected}; another question is wanted for {name}.png.")
            if name == "answer":
                page.locator(".unsqa-source summary").first.click()
            page.wait_for_timeout(1500)
            page.locator(".unsqa-question").nth(number).scroll_into_view_if_needed()
            page.wait_for_timeout(500)
            page.screenshot(path=str(Path(__file__).with_name(f"{name}.png")))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
