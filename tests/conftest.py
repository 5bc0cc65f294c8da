"""Fixtures: the real index for model tests, a running app and a Chromium for browser tests."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unsqa import Assistant, Settings

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

PROJECT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """Put the main module back: a page run by AppTest takes its place, and new processes would run that page."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture(scope="session")
def real_settings(request: pytest.FixtureRequest) -> Settings:
    """Return the settings of the real corpus and model; the index is kept between runs and brought up to date."""
    from unsqa import Settings
    from unsqa.finding.build import build_index
    from unsqa.finding.embedding import load_embedder

    folder = request.config.cache.mkdir("index")
    settings = Settings(corpus=str(PROJECT / "corpus"), index=str(folder))
    build_index(PROJECT / "corpus", folder, load_embedder(settings), model=settings.model)
    return settings


@pytest.fixture(scope="session")
def real_assistant(real_settings: Settings) -> Assistant:
    from unsqa import Assistant

    return Assistant.open(real_settings)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of a Chromium; without one the test is skipped, or fails where a browser is required."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found:
        return found
    reason = "No Chromium on the path; `make browser` installs one."
    if os.environ.get("UNSQA_REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)
