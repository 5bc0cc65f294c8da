"""Whoever reads the app in other ways: contrast, screen readers, the keyboard alone, small screens, light and dark.

axe-core (Deque) looks over every page; what it calls serious or critical must not occur.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest
from conftest import PROJECT
from test_browser import ENGLISH, FLAGS, READY_SECONDS, ask, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from unsqa import Settings

SIZES = {"laptop": (1280, 800), "phone": (360, 740)}
THEMES = ("light", "dark")
STYLES = PROJECT / "src" / "unsqa" / "web" / "styles"

# Contrast

TEXT, EDGE = 4.5, 3.0  # WCAG 2.2, criteria 1.4.3 and 1.4.11, level AA
CONTRASTS = [
    ("text", "page", TEXT),
    ("text", "surface", TEXT),
    ("text", "tint", TEXT),
    ("quiet", "page", TEXT),
    ("quiet", "surface", TEXT),
    ("quiet", "tint", TEXT),
    ("quiet", "secondaryBackgroundColor", TEXT),
    ("accent", "page", TEXT),
    ("accent", "surface", TEXT),
    ("accent", "secondaryBackgroundColor", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-mark", "mark", TEXT),
    ("mark-edge", "page", EDGE),
    ("refused", "page", EDGE),
    ("notquite", "page", EDGE),
    ("error", "page", EDGE),
    ("textColor", "backgroundColor", TEXT),
    ("textColor", "secondaryBackgroundColor", TEXT),
    ("linkColor", "backgroundColor", TEXT),
    ("linkColor", "secondaryBackgroundColor", TEXT),
    ("primaryColor", "backgroundColor", TEXT),
    ("borderColor", "backgroundColor", EDGE),
]


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def colours_of(theme: str) -> dict[str, str]:
    """Return every colour of a theme: those of Streamlit's configuration, and our own without their prefix."""
    config = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    css = (STYLES / "base.css").read_text(encoding="utf-8")
    own = re.findall(r"--unsqa-([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", css)
    found = {name: pair[THEMES.index(theme)] for name, *pair in own}
    return found | {name: value for name, value in config["theme"][theme].items() if isinstance(value, str)}


def test_contrast_is_that_of_the_published_examples() -> None:
    assert [round(contrast("#ffffff", colour), 2) for colour in ("#000000", "#ffffff", "#777777")] == [21, 1, 4.48]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("colour", "ground", "least"), CONTRASTS)
def test_every_colour_stands_out_from_its_ground(theme: str, colour: str, ground: str, least: float) -> None:
    colours = colours_of(theme)
    assert contrast(colours[colour], colours[ground]) >= least


@pytest.mark.parametrize("theme", THEMES)
def test_the_colours_of_the_page_and_of_its_text_are_those_of_the_theme(theme: str) -> None:
    colours = colours_of(theme)
    assert (colours["page"], colours["text"]) == (colours["backgroundColor"], colours["textColor"])


def test_every_variable_that_a_style_sheet_uses_is_one_of_the_base() -> None:
    used = {name for path in STYLES.glob("*.css") for name in re.findall(r"var\(--unsqa-([\w-]+)", path.read_text())}
    assert used - colours_of("light").keys() == set()


# In the browser

IN_BROWSER = pytest.mark.browser
# Findings of axe-core in Streamlit's own widgets that cannot be mended from here: the rule, and why it stays.
STREAMLITS: dict[str, str] = {}
FINDINGS = """() => axe.run({resultTypes: ['violations']}).then(({violations}) => violations
  .filter(found => ['serious', 'critical'].includes(found.impact))
  .flatMap(found => found.nodes.map(node => `${found.id}: ${node.target} ${node.html.slice(0, 120)}`)))"""


def findings(page: Page) -> list[str]:
    """Return what axe-core finds serious or critical on the page, once all is drawn and nothing is faded any more."""
    from axe_playwright_python.sync_playwright import Axe

    settle(page)
    page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(FINDINGS)
    return [finding for finding in found if finding.split(":")[0] not in STREAMLITS]


def settle(page: Page) -> None:
    page.locator('.stApp[data-test-script-state="notRunning"]').wait_for()
    page.wait_for_function('!document.querySelector(\'[data-testid="stSkeleton"], [data-stale="true"]\')')


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


@pytest.fixture(params=zip(SIZES, THEMES, strict=True), ids="-".join)
def visitor(request: pytest.FixtureRequest, chromium: str, address: str) -> Iterator[Page]:
    from playwright.sync_api import sync_playwright

    size, theme = request.param
    width, height = SIZES[size]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        viewport = {"width": width, "height": height}
        context = browser.new_context(
            viewport=viewport, color_scheme=theme, locale="en-US", base_url=address, reduced_motion="reduce"
        )
        page = context.new_page()
        page.set_default_timeout(READY_SECONDS * 1000)
        yield page
        browser.close()


def open_chat(page: Page) -> None:
    page.goto("/")
    page.get_by_test_id("stChatInputTextArea").wait_for()
    page.locator('[class*="st-key-example-"] button').first.wait_for()


@IN_BROWSER
def test_no_state_of_the_chat_has_a_serious_finding(visitor: Page) -> None:
    open_chat(visitor)
    found = {"first screen": findings(visitor)}
    ask(visitor, ENGLISH)
    visitor.locator(".unsqa-answer sup a").first.click()
    visitor.locator("details.unsqa-why summary").first.click()
    found["answer, its source and its reasons open"] = findings(visitor)
    ask(visitor, "How many civil society shelters were kept open in 2015?")
    visitor.locator(".unsqa-notquite").wait_for()
    found["not quite"] = findings(visitor)
    ask(visitor, "Which strings should I put on my violin?")
    visitor.locator(".unsqa-refusal").wait_for()
    found["refusal"] = findings(visitor)
    if visitor.viewport_size == {"width": 360, "height": 740}:
        visitor.get_by_test_id("stExpandSidebarButton").click()
        visitor.locator(".unsqa-remain").wait_for()
        found["sidebar"] = findings(visitor)
    assert found == {state: [] for state in found}


@IN_BROWSER
@pytest.mark.parametrize("name", ["report", "explore", "library"])
def test_no_other_page_has_a_serious_finding(visitor: Page, name: str) -> None:
    visitor.goto(f"/{name}")
    visitor.get_by_role("heading", level=1).first.wait_for()
    assert findings(visitor) == []
    assert visitor.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@IN_BROWSER
def test_the_colours_follow_the_theme(visitor: Page) -> None:
    open_chat(visitor)
    ask(visitor, ENGLISH)
    theme = str(visitor.evaluate("matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'"))
    shown = visitor.locator(".unsqa-says").first.evaluate("node => getComputedStyle(node).color")
    quiet = colours_of(theme)["quiet"]
    assert shown == f"rgb({', '.join(str(int(quiet[at : at + 2], 16)) for at in (1, 3, 5))})"


@IN_BROWSER
def test_by_the_keyboard_alone_one_asks_and_opens_a_source(visitor: Page) -> None:
    open_chat(visitor)
    tab_to(visitor, '[data-testid="stChatInputTextArea"]')
    visitor.keyboard.type(ENGLISH)
    visitor.keyboard.press("Enter")
    visitor.locator(".unsqa-answer .unsqa-sources").wait_for()
    settle(visitor)
    tab_to(visitor, ".unsqa-answer sup a", key="Shift+Tab")
    visitor.wait_for_function("getComputedStyle(document.activeElement.nextElementSibling).visibility === 'visible'")
    assert visitor.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    visitor.keyboard.press("Enter")
    visitor.locator("details.unsqa-source[open] mark").first.wait_for(state="visible")


def tab_to(page: Page, wanted: str, key: str = "Tab") -> None:
    """Press the key until what is wanted has the focus; fail when a hundred presses do not reach it."""
    for _ in range(100):
        page.keyboard.press(key)
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    pytest.fail(f"{wanted} cannot be reached by {key}.")
