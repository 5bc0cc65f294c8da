"""Processes that are killed at a moment that a test chooses: what they do, and how they know the moment."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doubles import WordEmbedder

from unsqa.errors import IndexWriteError
from unsqa.finding.build import Change, build_index
from unsqa.library.changing import Addition, change_library
from unsqa.library.details import Details
from unsqa.reading.corpus import list_reports
from unsqa.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from unsqa.finding.embedding import Vectors

REFUSED = 3  # the exit code of a build that was refused with an IndexWriteError
FILE_EVENTS = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "shutil.rmtree"}
WITHIN_FOLDER = {"os.remove", "os.rmdir"}


def settings_of(root: Path) -> Settings:
    return Settings(corpus=str(root / "corpus"), index=str(root / "index"), model="words")


def build(root: Path) -> None:
    build_index(root / "corpus", root / "index", WordEmbedder(), model="words")


def build_slowly(root: Path) -> None:
    """Build with an embedder that takes its time; leave with REFUSED where another process is at it."""

    class Slow(WordEmbedder):
        def encode_passages(self, texts: Sequence[str]) -> Vectors:
            time.sleep(1)
            return super().encode_passages(texts)

    _or_refused(build_index, root / "corpus", root / "index", Slow(), model="words")


def build_in_files_of(root: Path, n_bytes: int) -> None:
    """Build where no file may have more bytes than that; leave with REFUSED where that was too little."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, n_bytes))
    _or_refused(build, root)


def build_by_turns(root: Path, corpora: list[Path], n: int) -> None:
    """Put one corpus after the other in force, with its index, as a change of the library does."""
    for turn in range(n):
        staged = root / f"corpus{turn}"
        shutil.copytree(corpora[turn % len(corpora)], staged)

        def settle(staged: Path = staged) -> None:
            (root / "corpus").rename(staged.with_suffix(".old"))
            staged.rename(root / "corpus")

        change = Change(list_reports(staged), settle)
        build_index(root / "corpus", root / "index", WordEmbedder(), model="words", change=change)


def _or_refused(work: Callable[..., object], *rest: Any, **named: Any) -> None:
    try:
        work(*rest, **named)
    except IndexWriteError:
        os._exit(REFUSED)


def change(root: Path, files: dict[str, bytes], removals: tuple[str, ...]) -> None:
    """Add these files by their titles, instead of reports of the same title, and remove reports; index it all."""
    additions = [
        Addition(data, f"{title}.txt", Details(title, 2021, "en"), replaces=True) for title, data in files.items()
    ]
    outcome = change_library(settings_of(root), WordEmbedder(), additions, removals)
    assert outcome.failed == ()


def change_half(root: Path, files: dict[str, bytes], removals: tuple[str, ...]) -> None:
    """Do as `change`, but be killed between the first move of a report's folder and the second."""
    rename, n_moves = Path.rename, 0

    def move(source: Path, target: Path) -> Path:
        nonlocal n_moves
        n_moves += source.is_relative_to(root / "corpus")
        if n_moves == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return rename(source, target)

    Path.rename = move
    change(root, files, removals)


def run(work: Callable[..., None], root: Path, *rest: Any, at_event: int = 0, seconds: float = 0.0) -> tuple[int, int]:
    """Do some work on a folder in a process of its own; return its exit code, and how many file events it had.

    It is killed at one of its file events, counted from 1, or after some seconds, if either is given.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["numpy", "faiss", "unsqa.library.changing", "unsqa.finding.language", "bm25s"])
    seen = context.Value("i", 0)
    process = context.Process(target=_work, args=(work, root, rest, seen, at_event, seconds))
    process.start()
    process.join(120)
    process.kill()
    process.join()
    return process.exitcode or 0, seen.value


def _work(
    work: Callable[..., None], root: Path, rest: tuple[Any, ...], seen: Any, at_event: int, seconds: float
) -> None:
    def count(event: str, arguments: tuple[object, ...]) -> None:
        is_within = event in WITHIN_FOLDER and arguments[1] != -1  # a name within a folder that is being removed
        if event in FILE_EVENTS and (is_within or str(arguments[0]).startswith(str(root))):
            seen.value += 1
            if seen.value == at_event:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    if seconds:
        threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGKILL)).start()
    work(root, *rest)
    os._exit(0)  # without waiting for the timer
