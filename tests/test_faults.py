"""Faults of the machine while an index is built or asked: kill -9, a full disk, changed bytes, two processes at once.

Nothing is lost, the index in force serves, and the next build is as good as one made afresh. UNSQA_KILLS=200 kills at
so many moments, half of them by the clock; without it at a few, always the same.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import victims
from doubles import WordEmbedder
from small import BOATS_ANSWER, BOATS_QUESTION, NORVIK_TEXT, use_word_embedder, write_small_corpus
from victims import run, settings_of

from unsqa.answering.assistant import Assistant, load_current_index
from unsqa.errors import DamagedIndexError, IndexWriteError, StaleIndexError, UnsqaError
from unsqa.finding.build import build_index
from unsqa.finding.index import check_current, load_index, read_manifest
from unsqa.library.changing import change_corpus, remove_report
from unsqa.reading.corpus import hash_corpus
from unsqa.types import Filters

if TYPE_CHECKING:
    from collections.abc import Iterator

N_KILLS = int(os.environ.get("UNSQA_KILLS", "0"))
TRAM_QUESTION = "When was the tram along the river built and opened?"
TRAM = "A tram was built along the river of Norvik and opened in May."


def moments(n_events: int, seconds: float, n: int, seed: int) -> list[dict[str, float]]:
    """Draw when to kill a process that has so many file events and takes so long.

    Half of the events are among the last ones, when the build is put in force.
    """
    if N_KILLS:
        drawn = random.Random()
        by_clock = [{"seconds": drawn.uniform(0.001, seconds)} for _ in range(N_KILLS // 2)]
        return by_clock + [{"at_event": drawn.randint(1, n_events)} for _ in range(N_KILLS - N_KILLS // 2)]
    drawn, last = random.Random(seed), n_events - 40
    events = [*drawn.sample(range(1, last), n // 2), *drawn.sample(range(last, n_events + 1), n - n // 2)]
    return [{"at_event": event} for event in events]


def parishes(n: int, first: int = 0) -> str:
    """Return a report of so many paragraphs, each of its own."""
    return "\n\n".join(
        f"PARISH {number}\n\nThe parish of Saint {number * 7} mended {number} roofs and dug {3 * number} wells in that "
        f"year. Its council met {number + 2} times, and {number * number} households took part in the count of trees."
        for number in range(first, first + n)
    )


def add_folder(corpus: Path, name: str, text: str) -> None:
    (corpus / name).mkdir()
    (corpus / name / "report.toml").write_text(
        f'title = "{name.removesuffix("-2021")}"\nlanguage = "en"\nyear = 2021\n', encoding="utf-8"
    )
    (corpus / name / "report.txt").write_text(text, encoding="utf-8")


def rewrite_corpus(root: Path) -> None:
    """Add a report, and change and remove one."""
    report = root / "corpus" / "norvik-2021" / "report.txt"
    report.write_text(f"{NORVIK_TEXT}\n\nTRAMS\n\n{TRAM}\n", encoding="utf-8")
    shutil.rmtree(root / "corpus" / "sierra-2021")
    add_folder(root / "corpus", "parishes-c-2021", parishes(40, 100))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a small library, indexed; not to be changed."""
    root = tmp_path_factory.mktemp("made")
    corpus = write_small_corpus(root)
    for name, first in (("parishes-a-2021", 0), ("parishes-b-2021", 40)):
        add_folder(corpus, name, parishes(40, first))
    victims.build(root)
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """Return a copy of the library that may be changed."""
    return renewed(made, tmp_path / "library")


def renewed(made: Path, root: Path) -> Path:
    shutil.rmtree(root, ignore_errors=True)
    return Path(shutil.copytree(made, root))


def answers(root: Path) -> list[str]:
    """Return what the index on disk, whatever its age, answers."""
    assistant = Assistant(load_index(root / "index", read_manifest(root / "index")), WordEmbedder())
    return [assistant.ask(question).text for question in (BOATS_QUESTION, TRAM_QUESTION)]


def left_over(root: Path) -> set[str]:
    """Return what lies in the index folder beside manifest, build and lock."""
    return {path.name for path in (root / "index").iterdir()} - {
        "manifest.json",
        ".lock",
        read_manifest(root / "index")["build"],
    }


def texts(folder: Path) -> dict[str, str]:
    """Return the text of each report in a folder, by the folder's name."""
    return {path.parent.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*/report.txt"))}


def check(root: Path) -> None:
    check_current(read_manifest(root / "index"), hash_corpus(root / "corpus"), WordEmbedder.digest, "words")


def test_a_build_killed_at_any_moment_leaves_an_index_that_serves_and_a_next_build_as_good_as_a_fresh_one(
    made: Path, tmp_path: Path
) -> None:
    before = answers(made)
    fresh = renewed(made, tmp_path / "fresh")
    rewrite_corpus(fresh)
    began = time.monotonic()
    code, n_events = run(victims.build, fresh)
    assert code == 0
    took = time.monotonic() - began
    after, manifest = answers(fresh), read_manifest(fresh / "index")
    assert before != after
    shutil.rmtree(fresh / "index")
    victims.build(fresh)
    assert read_manifest(fresh / "index") == manifest
    for moment in moments(n_events, took, 12, seed=1):
        root = renewed(made, tmp_path / "killed")
        rewrite_corpus(root)
        code, _ = run(victims.build, root, **moment)
        assert code == -9 or "seconds" in moment, moment
        assert answers(root) in (before, after), moment
        assert run(victims.build, root)[0] == 0, moment
        assert read_manifest(root / "index") == manifest, moment
        assert answers(root) == after, moment
        assert left_over(root) == set(), moment


CHANGE = (
    {"parishes-a": parishes(40, 200).encode(), "Trams of Norvik": f"TRAMS\n\n{TRAM} {NORVIK_TEXT}".encode()},
    ("parishes-b-2021",),
)


def test_a_change_of_the_library_killed_at_any_moment_loses_no_report(made: Path, tmp_path: Path) -> None:
    before, held = answers(made), texts(made / "corpus")
    fresh = renewed(made, tmp_path / "fresh")
    began = time.monotonic()
    code, n_events = run(victims.change, fresh, *CHANGE)
    assert code == 0
    took = time.monotonic() - began
    after, holds = answers(fresh), texts(fresh / "corpus")
    check(fresh)
    for moment in moments(n_events, took, 12, seed=2):
        root = renewed(made, tmp_path / "killed")
        code, _ = run(victims.change, root, *CHANGE, **moment)
        assert code == -9 or "seconds" in moment, moment
        assert answers(root) in (before, after), moment
        kept = {*texts(root / "corpus").values(), *texts(root / "corpus" / ".removed").values()}
        assert kept >= set(held.values()), moment
        assert run(victims.build, root)[0] == 0, moment
        check(root)
        assert left_over(root) == set(), moment
    assert set(holds) == {"norvik-2021", "sierra-2021", "parishes-a-2021", "trams-of-norvik-2021"}


def test_a_change_killed_between_two_moves_is_undone_by_the_next_one(made: Path, root: Path) -> None:
    assert run(victims.change_half, root, *CHANGE)[0] == -9
    change_corpus(root / "corpus")
    assert texts(root / "corpus") == texts(made / "corpus")
    check(root)


# A full disk


@contextmanager
def small_disk(folder: Path, n_bytes: int) -> Iterator[None]:
    """Mount a file system of so many bytes, where that is allowed."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={n_bytes}", "tmpfs", str(folder)]
    if (
        os.geteuid()
        or not shutil.which("mount")
        or subprocess.run(command, capture_output=True, check=False).returncode
    ):
        pytest.skip("A small file system cannot be mounted here; it takes the rights of root.")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def size_of(folder: Path) -> int:
    return sum(-(-path.stat().st_size // 4096) * 4096 + 4096 for path in folder.rglob("*"))


def test_a_disk_that_is_full_leaves_the_old_index_serving_and_says_so(made: Path, tmp_path: Path) -> None:
    before, held = answers(made), size_of(made / "index")
    rewritten = renewed(made, tmp_path / "rewritten")
    rewrite_corpus(rewritten)
    draw = random.Random(3)
    said = set()
    for number in range(6):
        n_bytes = held + draw.randint(4_096, held)
        with small_disk(tmp_path / f"disk{number}", n_bytes):
            index = Path(shutil.copytree(made / "index", tmp_path / f"disk{number}" / "index"))
            try:
                build_index(rewritten / "corpus", index, WordEmbedder(), model="words")
                said.add("built")
                continue
            except IndexWriteError as error:
                said.add(str(error).replace(str(index), "INDEX"))
            loaded = Assistant(load_index(index, read_manifest(index)), WordEmbedder())
            assert loaded.ask(BOATS_QUESTION).text == before[0]
    full = "The index in INDEX cannot be written: No space left on device. The earlier index, if there was one, is "
    assert said - {"built"} == {f"{full}untouched. Free some space or choose a folder with --index."}


@pytest.mark.parametrize("seed", range(4))
def test_a_file_that_may_not_grow_leaves_the_old_index_serving(made: Path, root: Path, seed: int) -> None:
    rewrite_corpus(root)
    largest = max(path.stat().st_size for path in (made / "index").rglob("*") if path.is_file())
    limit = random.Random(seed).randint(100, largest)
    code, _ = run(victims.build_in_files_of, root, limit)
    assert code == victims.REFUSED
    assert answers(root) == answers(made)
    assert run(victims.build, root)[0] == 0
    check(root)
    assert left_over(root) == set()


# Changed bytes


def test_a_changed_byte_anywhere_is_noticed_and_the_file_named(made: Path, root: Path) -> None:
    draw = random.Random(4)
    build = root / "index" / read_manifest(root / "index")["build"]
    for path in sorted(path for path in build.rglob("*") if path.is_file()):
        data = path.read_bytes()
        for _ in range(N_KILLS or 3):
            changed = bytearray(data)
            changed[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
            path.write_bytes(changed)
            with pytest.raises(DamagedIndexError, match=rf"{re.escape(str(path))} is not as unsqa wrote it. Build it"):
                answers(root)
        path.write_bytes(data)
    assert answers(root) == answers(made)


def test_an_index_with_a_changed_byte_in_every_file_is_made_anew(made: Path, root: Path) -> None:
    for path in sorted(path for path in (root / "index").rglob("*") if path.is_file() and path.stat().st_size):
        data = bytearray(path.read_bytes())
        data[len(data) // 3] ^= 4
        path.write_bytes(data)
    victims.build(root)
    assert read_manifest(root / "index") == read_manifest(made / "index")
    assert answers(root) == answers(made)


# Two processes at once


def test_of_two_builds_at_once_one_finishes_and_the_other_says_so(root: Path) -> None:
    rewrite_corpus(root)
    with ThreadPoolExecutor(2) as pool:
        codes = sorted(pool.map(lambda _: run(victims.build_slowly, root)[0], range(2)))
    assert codes == [0, victims.REFUSED]
    check(root)
    assert left_over(root) == set()


def test_a_reader_meets_the_old_index_or_the_new_one_and_never_an_error(
    made: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_word_embedder(monkeypatch)
    rewritten = renewed(made, root.parent / "rewritten")
    rewrite_corpus(rewritten)
    victims.build(rewritten)
    allowed = {tuple(answers(made)), tuple(answers(rewritten))}
    seen: set[tuple[str, ...]] = set()
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(run, victims.build_by_turns, root, [made / "corpus", rewritten / "corpus"], 12)
        while not writing.done():
            seen.add(tuple(answers_now(root)))
        assert writing.result()[0] == 0
    assert seen == allowed


def answers_now(root: Path) -> list[str]:
    """Return what a process that opens the index now answers."""
    assistant = Assistant(load_current_index(settings_of(root)), WordEmbedder())
    return [assistant.ask(question).text for question in (BOATS_QUESTION, TRAM_QUESTION)]


def test_a_report_that_is_removed_while_it_is_asked_about_is_answered_from_until_the_index_is_loaded_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_word_embedder(monkeypatch)
    settings = settings_of(root)
    assistant = Assistant.open(settings)
    about = Filters(reports=("norvik-2021",))
    assert assistant.ask(BOATS_QUESTION, filters=about).text == BOATS_ANSWER
    remove_report(root / "corpus", "norvik-2021")
    assert assistant.ask(BOATS_QUESTION, filters=about).text == BOATS_ANSWER
    with pytest.raises(StaleIndexError, match=r"norvik-2021/questions\.jsonl was removed .*Build it again with: unsqa"):
        Assistant.open(settings)
    victims.build(root)
    with pytest.raises(UnsqaError, match="norvik-2021"):
        Assistant.open(settings).ask(BOATS_QUESTION, filters=about)
