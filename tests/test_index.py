"""Building, refreshing, loading and damaging an index."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from doubles import WordEmbedder
from filelock import FileLock
from small import BANK_QUESTION, BOATS_QUESTION, BOATS_QUOTE, use_word_embedder, write_small_corpus

from unsqa.answering.assistant import Assistant, load_current_index
from unsqa.errors import (
    CorpusError,
    DamagedIndexError,
    IndexWriteError,
    MissingIndexError,
    SearchIndexError,
    StaleIndexError,
)
from unsqa.finding.build import build_index
from unsqa.finding.index import SearchIndex, check_current, load_index, read_manifest
from unsqa.finding.rows import PART, QUESTION, WHOLE
from unsqa.reading.corpus import hash_corpus
from unsqa.settings import Settings

if TYPE_CHECKING:
    from unsqa.finding.stores.choosing import StoreChoice

BUILD_FILES = [
    "documents.jsonl",
    "everyday.npy",
    "keys.npy",
    "languages.npy",
    "lexicon/data.csc.index.npy",
    "lexicon/indices.csc.index.npy",
    "lexicon/indptr.csc.index.npy",
    "lexicon/params.index.json",
    "lexicon/vocab.index.json",
    "passages.jsonl",
    "rows.npy",
    "stems.txt",
    "vectors.faiss",
]


def build(root: Path) -> WordEmbedder:
    embedder = WordEmbedder()
    build_index(root / "corpus", root / "index", embedder, model="words")
    return embedder


def load(root: Path) -> object:
    return load_index(root / "index", read_manifest(root / "index"))


def check(root: Path, model_digest: str = WordEmbedder.digest) -> None:
    check_current(read_manifest(root / "index"), hash_corpus(root / "corpus"), model_digest, "words")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_small_corpus(tmp_path)
    build(tmp_path)
    return tmp_path


def test_a_build_is_whole_and_current(root: Path) -> None:
    manifest = read_manifest(root / "index")
    assert sorted(manifest["files"]) == BUILD_FILES
    check(root)
    index = load_index(root / "index", manifest)
    assert manifest["n_passages"] == len(index.passages)
    assert len(index.store) == len(index.rows)
    for passage in index.passages:
        document = index.documents[passage.document]
        assert document.text[passage.start : passage.end] == passage.text


def test_building_twice_gives_the_same_files(root: Path, tmp_path: Path) -> None:
    before = read_manifest(root / "index")
    shutil.rmtree(root / "index")
    build(root)
    assert read_manifest(root / "index") == before


@pytest.mark.parametrize("seed", ["1", "2"])
def test_building_in_another_process_gives_the_same_files(
    root: Path, monkeypatch: pytest.MonkeyPatch, seed: str
) -> None:
    before = read_manifest(root / "index")
    shutil.rmtree(root / "index")
    monkeypatch.setenv("PYTHONHASHSEED", seed)
    assert run_build(root, "").returncode == 0
    assert read_manifest(root / "index") == before


def test_vectors_are_those_of_their_texts(root: Path) -> None:
    index = load_index(root / "index", read_manifest(root / "index"))
    embedder = WordEmbedder()
    assert set(index.rows["kind"]) == {WHOLE, PART, QUESTION}
    for row, vector in zip(index.rows, index.store.vectors(), strict=True):
        passage = index.passages[row["passage"]]
        if row["kind"] == WHOLE:
            text = passage.shown
        elif row["kind"] == PART:
            start = passage.units[row["first"]][0]
            end = passage.units[row["first"] + row["n_units"] - 1][1]
            text = passage.text[start - passage.start : end - passage.start]
        else:
            text = BANK_QUESTION
            answering = passage.units[row["first"]]
            assert (row["n_units"], row["language"]) == (1, "es")
            assert index.documents[passage.document].text[slice(*answering)] == BOATS_QUOTE
        assert np.array_equal(embedder.encode_queries([text])[0].astype(np.float16), vector)


def test_unchanged_passages_are_not_embedded_again(root: Path) -> None:
    assert build(root).embedded == []
    report = next(iter(sorted((root / "corpus").iterdir()))) / "report.txt"
    added = "A ferry began to cross the lake in spring, and it carried the mail as well."
    report.write_text(report.read_text(encoding="utf-8") + f"\n\nNEW FERRY LINE\n\n{added}\n", encoding="utf-8")
    assert all("ferry" in text for text in build(root).embedded)


def test_another_model_embeds_everything_again(root: Path) -> None:
    embedder = WordEmbedder()
    embedder.digest = "another"
    report = build_index(root / "corpus", root / "index", embedder, model="another")
    assert report.n_embedded == report.n_vectors == len(set(embedder.embedded)) + 1  # and the bank question


def test_only_the_build_in_force_is_kept(root: Path) -> None:
    report = next((root / "corpus").iterdir()) / "report.txt"
    report.write_text(report.read_text(encoding="utf-8") + "\n\nOne more line of text.\n", encoding="utf-8")
    build(root)
    kept = {path.name for path in (root / "index").iterdir() if not path.name.startswith(".")}
    assert kept == {"manifest.json", read_manifest(root / "index")["build"]}


def test_no_index_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(MissingIndexError, match=r"There is no index in .*Build it with: unsqa index"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("name", BUILD_FILES)
def test_one_changed_byte_is_noticed_and_the_file_named(root: Path, name: str) -> None:
    path = root / "index" / read_manifest(root / "index")["build"] / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(DamagedIndexError, match=f"{Path(name).name} is not as unsqa wrote it. Build it again"):
        load(root)
    build(root)
    load(root)


@pytest.mark.parametrize("name", BUILD_FILES)
def test_a_missing_file_is_noticed_and_named(root: Path, name: str) -> None:
    (root / "index" / read_manifest(root / "index")["build"] / name).unlink()
    with pytest.raises(DamagedIndexError, match=Path(name).name):
        load(root)


def test_a_changed_byte_in_the_manifest_is_noticed(root: Path) -> None:
    path = root / "index" / "manifest.json"
    data = path.read_bytes()
    for at in range(0, len(data), 37):
        changed = bytearray(data)
        changed[at] ^= 1
        path.write_bytes(changed)
        try:
            manifest = read_manifest(root / "index")
        except DamagedIndexError:
            continue
        path.write_bytes(data)  # a changed blank between values changes nothing that is read
        assert manifest == read_manifest(root / "index")


def test_half_a_manifest_is_damage(root: Path) -> None:
    path = root / "index" / "manifest.json"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(DamagedIndexError, match=r"manifest\.json is not as unsqa wrote it"):
        read_manifest(root / "index")


def test_a_changed_new_or_removed_corpus_file_makes_the_index_stale(root: Path) -> None:
    first, second = sorted((root / "corpus").iterdir())
    text = (first / "report.txt").read_text(encoding="utf-8")
    (first / "report.txt").write_text(text + "\nMore.\n", encoding="utf-8")
    with pytest.raises(StaleIndexError, match=f"{first.name}/report.txt has changed. Build it again"):
        check(root)
    (first / "report.txt").write_text(text, encoding="utf-8")
    check(root)
    shutil.copytree(second, root / "corpus" / "zz-new")
    with pytest.raises(StaleIndexError, match=r"zz-new/report\.toml is new \(and 1 more\)"):
        check(root)
    shutil.rmtree(root / "corpus" / "zz-new")
    shutil.rmtree(second)
    with pytest.raises(StaleIndexError, match=f"{second.name}/report.toml was removed"):
        check(root)


def test_an_index_of_another_model_is_stale(root: Path) -> None:
    with pytest.raises(StaleIndexError, match="built with the model words, not as other is set now"):
        check_current(read_manifest(root / "index"), hash_corpus(root / "corpus"), "other-digest", "other")


def test_an_index_of_other_code_is_stale(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unsqa.finding.index.code_digest", lambda: "other")
    with pytest.raises(StaleIndexError, match="built by other code"):
        check(root)


def test_two_builds_at_once_do_not_meet(root: Path) -> None:
    with FileLock(root / "index" / ".lock"), pytest.raises(IndexWriteError, match="Another process is building"):
        build(root)
    build(root)


def test_a_corpus_that_cannot_be_read_leaves_the_index_as_it_was(root: Path) -> None:
    before = read_manifest(root / "index")
    for report in (root / "corpus").glob("*/report.txt"):
        report.write_bytes(b"\xff\xfe")
    with pytest.raises(CorpusError, match=r"No report in .* can be read"):
        build(root)
    assert read_manifest(root / "index") == before
    load(root)


def run_build(root: Path, prologue: str) -> subprocess.CompletedProcess[str]:
    """Build in a process of its own, after a few lines that make it fail."""
    code = f"""
        import os, signal, resource, sys
        from pathlib import Path
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from doubles import WordEmbedder
        import unsqa.finding.build as build
        import unsqa.finding.stores.choosing as choosing
        root = Path({str(root)!r})
    """
    call = 'build.build_index(root / "corpus", root / "index", WordEmbedder(), model="words")'
    script = textwrap.dedent(code) + textwrap.dedent(prologue) + call
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)


def change_corpus(root: Path) -> None:
    report = next(iter(sorted((root / "corpus").iterdir()))) / "report.txt"
    text = report.read_text(encoding="utf-8")
    report.write_text(f"{text}\n\nA tram was built along the river and opened in May.\n", encoding="utf-8")


@pytest.mark.parametrize(
    "moment",
    [
        "WordEmbedder.encode_passages = lambda *_: os.kill(os.getpid(), signal.SIGKILL)",
        "choosing.Lexicon.save = lambda *_: os.kill(os.getpid(), signal.SIGKILL)",
        "build.hash_build = lambda *_: os.kill(os.getpid(), signal.SIGKILL)",
        "Path.rename = lambda *_: os.kill(os.getpid(), signal.SIGKILL)",
        "Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)",
    ],
)
def test_a_killed_build_leaves_the_old_index_serving(root: Path, moment: str) -> None:
    before = read_manifest(root / "index")
    change_corpus(root)
    assert run_build(root, moment + "\n").returncode == -9
    assert read_manifest(root / "index") == before
    load(root)
    build(root)
    check(root)
    left = [path.name for path in (root / "index").iterdir()]
    assert [name for name in left if name.startswith(".building")] == []


def test_a_full_disk_leaves_the_old_index_serving_and_says_so(root: Path) -> None:
    before = read_manifest(root / "index")
    change_corpus(root)
    limit = """
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    """
    done = run_build(root, limit)
    assert "IndexWriteError" in done.stderr
    assert "cannot be written: File too large. The earlier index, if there was one, is untouched." in done.stderr
    assert read_manifest(root / "index") == before
    load(root)


def test_a_reader_whose_build_is_replaced_under_it_gets_the_new_one(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_word_embedder(monkeypatch)
    replaced = []

    def load_after_a_rebuild(folder: Path, manifest: dict, store: StoreChoice) -> SearchIndex:
        if not replaced:
            change_corpus(root)
            build(root)
            replaced.append(manifest["build"])
        return load_index(folder, manifest, store)

    monkeypatch.setattr("unsqa.answering.assistant.load_index", load_after_a_rebuild)
    index = load_current_index(Settings(corpus=str(root / "corpus"), index=str(root / "index")))
    assert replaced != [read_manifest(root / "index")["build"]]
    assert any("A tram was built along the river" in passage.text for passage in index.passages)


def test_an_index_in_memory_outlives_its_files(root: Path) -> None:
    index = load_index(root / "index", read_manifest(root / "index"))
    assistant = Assistant(index, WordEmbedder())
    before = assistant.ask(BOATS_QUESTION)
    shutil.rmtree(root / "index")
    assert assistant.ask(BOATS_QUESTION) == before


def test_skipped_reports_are_in_the_manifest(root: Path) -> None:
    broken = root / "corpus" / "broken"
    broken.mkdir()
    (broken / "report.toml").write_text('title = "Broken"\nlanguage = "en"\n', encoding="utf-8")
    (broken / "report.txt").write_bytes(b"caf\xe9")
    build(root)
    assert list(read_manifest(root / "index")["skipped"]) == ["broken"]
    assert "not UTF-8 text: byte 0xe9 in line 1" in json.dumps(read_manifest(root / "index"))
    check(root)


def test_errors_of_the_index_share_a_parent() -> None:
    for kind in (MissingIndexError, StaleIndexError, DamagedIndexError, IndexWriteError):
        assert issubclass(kind, SearchIndexError)
