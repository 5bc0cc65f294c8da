"""Adding, removing and listing reports: what is written, what is refused, what stays when something goes wrong."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
import threading
import tomllib
from pathlib import Path

import pytest
from doubles import WordEmbedder
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small import (
    BOATS_QUESTION,
    NORVIK_TEXT,
    SIERRA_TEXT,
    TREES_QUESTION,
    make_assistant,
    use_word_embedder,
    write_small_corpus,
)

from unsqa.answering.assistant import Assistant, check_corpus
from unsqa.cli import main
from unsqa.errors import CorpusError, IndexWriteError, InputError, StaleIndexError
from unsqa.finding.build import build_index
from unsqa.finding.index import load_index, read_manifest
from unsqa.finding.rows import make_rows
from unsqa.library.changing import (
    Addition,
    Failure,
    Outcome,
    Removal,
    add_report,
    change_corpus,
    change_library,
    remove_report,
)
from unsqa.library.details import Details, check_details, make_id
from unsqa.library.indexing import Indexing, LateEmbedder, Work
from unsqa.library.limits import MAX_FILE_BYTES, MAX_PAGES, MAX_WORDS
from unsqa.library.listing import Entry, list_reports, status
from unsqa.library.preview import Heading, LeftOut, guess_title, preview
from unsqa.reading.corpus import hash_corpus, read_report
from unsqa.reading.passages import make_passages
from unsqa.settings import FIELDS, Settings

FERRY = """\
# Ferries of Norvik 2022

The ferry across the lake carried 9,000 people in 2022, and the mail as well. It runs from May to October,
twice a day. The council paid for a new landing stage of larch wood, and school children travel free.

## Landing stages

Three landing stages were mended with the help of the port company before the ice came in November 2022.
The oldest of them had stood for sixty years. Its beams now hold up the roof of the town hall.
"""
FERRY_DETAILS = Details("Ferries of Norvik", 2022, "en", "Port company")
FERRY_QUESTION = "How many people did the ferry across the lake carry in 2022, and the mail as well?"
FERRY_ID = "ferries-of-norvik-2022"
NORVIK_TITLE = "United Nations in Norvik: Results 2021"
SIERRA_TITLE = "Naciones Unidas en Sierra Alta: Informe 2021"
QUESTIONS = (BOATS_QUESTION, TREES_QUESTION, FERRY_QUESTION)


def settings_of(folder: Path) -> Settings:
    return Settings(corpus=str(folder / "corpus"), index=str(folder / "index"), model="words")


def ferry(folder: Path, text: str = FERRY) -> Path:
    path = folder / "ferry.md"
    path.write_text(text, encoding="utf-8")
    return path


def add_ferry(folder: Path, details: Details = FERRY_DETAILS) -> Outcome:
    return change_library(settings_of(folder), WordEmbedder(), [Addition(FERRY.encode(), "ferry.md", details)])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with the small corpus, indexed."""
    make_assistant(tmp_path)
    return tmp_path


def state(folder: Path) -> tuple[dict[str, str], dict]:
    """Return what corpus and index hold."""
    return hash_corpus(folder / "corpus"), read_manifest(folder / "index")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# How a file would be read


def test_a_preview_tells_outline_pages_language_and_guesses() -> None:
    found = preview(FERRY.encode(), "ferry.md")
    report = found.document.report
    assert (report.title, report.year, report.language) == ("Ferries of Norvik 2022", 2022, "en")
    assert (len(found.document.pages), found.n_passages, found.n_words) == (1, 2, 85)
    assert found.outline == (Heading(1, "Ferries of Norvik 2022", ""), Heading(2, "Landing stages", ""))
    assert found.left_out == ()


def test_a_preview_tells_what_is_left_out_and_why() -> None:
    found = preview(NORVIK_TEXT.encode(), "norvik report.txt")
    assert found.left_out == (LeftOut("page number", 2, 4, "10"),)
    assert [heading.text for heading in found.outline] == ["FISHING HARBOURS", "DRINKING WATER", "NIGHT SCHOOLS"]
    assert [heading.page for heading in found.outline] == ["10", "11", "12"]


def test_a_preview_reads_a_path_as_its_content_and_leaves_it(tmp_path: Path) -> None:
    assert preview(ferry(tmp_path), "ferry.md") == preview(FERRY.encode(), "ferry.md")
    assert names(tmp_path) == ["ferry.md"]


def test_a_title_is_guessed_from_the_name_of_the_file_when_its_headings_are_numbered() -> None:
    document = preview(b"# 1. Introduction\n\nThe school opened its doors in spring.\n", "x.md").document
    assert guess_title(document, "annual_report-3.md") == "annual report 3"


@pytest.mark.parametrize(
    ("data", "name", "text"),
    [
        (b"x", "song.mp3", "song.mp3 is a file of the kind .mp3, which cannot be read. Reports may be: .txt, .pdf"),
        (b"x", "song", "song is a file without a suffix, which cannot be read"),
        (b"", "empty.txt", "empty.txt has no text in it. Put the report's text there, or take the file away."),
        (b"", "empty.pdf", "empty.pdf is empty, not a PDF. Fetch the file again."),
        (
            b"caf\xe9",
            "latin.txt",
            "latin.txt is not UTF-8 text: byte 0xe9 in line 1. Save it as UTF-8 and add it again",
        ),
        (b"%PDF-1.7 broken", "broken.PDF", "broken.PDF is damaged: pdfium cannot read it"),
        (b"no zip", "broken.docx", "broken.docx"),
        (b"12\n\n13\n", "pages.txt", "pages.txt holds no running text, only headings, page numbers or addresses."),
        (b"word " * (MAX_WORDS + 1), "long.txt", "long.txt has 1,000,001 words; a report may have 1,000,000."),
        (b"\fpage\n" * (MAX_PAGES + 1), "long.txt", "long.txt has 1,501 pages; a report may have 1,500."),
        (bytes(MAX_FILE_BYTES + 1), "large.txt", "large.txt has 50.0 MB; a report may have 50."),
    ],
)
def test_a_file_that_can_be_no_report_is_refused_by_its_own_name(data: bytes, name: str, text: str) -> None:
    with pytest.raises((InputError, CorpusError)) as raised:
        preview(data, name)
    assert str(raised.value).startswith(text)
    assert "/tmp" not in str(raised.value)


# What is said of a report


@pytest.mark.parametrize(
    ("title", "year", "taken", "expected"),
    [
        ("Annual Report", 2020, [], "annual-report-2020"),
        ("Annual Report 2020", 2020, [], "annual-report-2020"),
        ("Annual Report", None, ["annual-report"], "annual-report-2"),
        ("Informe de Ñorvik/../año", 2020, ["informe-de-norvik-ano-2020"], "informe-de-norvik-ano-2020-2"),
        ("تقرير", 2020, ["report-2020", "report-2020-2"], "report-2020-3"),
        ("word " * 40, 2020, [], f"{'-'.join(['word'] * 12)}-2020"),
    ],
)
def test_an_id_is_made_of_title_and_year_and_is_a_safe_name(
    title: str, year: int | None, taken: list[str], expected: str
) -> None:
    assert make_id(Details(title, year, "en"), taken) == expected


@given(st.text(min_size=1), st.none() | st.integers(1900, 2100))
def test_any_title_gives_a_name_of_letters_digits_and_hyphens(title: str, year: int | None) -> None:
    name = make_id(Details(title, year, "en"))
    assert name.isascii()
    assert name.replace("-", "").isalnum()
    assert len(name) <= 66


@pytest.mark.parametrize(
    ("details", "text"),
    [
        (Details(" \n", 2020, "en"), "The report has no title."),
        (Details("x" * 301, 2020, "en"), "The title has 301 characters; at most 300 are shown."),
        (Details("a\x00b", 2020, "en"), r"The title 'a\\x00b' holds characters that cannot be shown."),
        (Details("Report", 20, "en"), "The year 20 is not one from 1900 to 2100"),
        (Details("Report", 2020, "xx"), "The language 'xx' is not known."),
    ],
)
def test_details_that_cannot_be_so_are_refused(details: Details, text: str) -> None:
    with pytest.raises(InputError, match=text):
        check_details(details)


# Adding and removing


def test_an_added_report_lies_in_the_corpus_as_it_was_given(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    title = 'Ferries "of"\n Norvik \\ = 3'
    name = add_report(corpus, ferry(tmp_path), title, 2022, "en", publisher="Port company", country="Norvik")
    assert name == "ferries-of-norvik-3-2022"
    assert (corpus / name / "report.md").read_text(encoding="utf-8") == FERRY
    assert tomllib.loads((corpus / name / "report.toml").read_text(encoding="utf-8")) == {
        "title": 'Ferries "of" Norvik \\ = 3',
        "year": 2022,
        "language": "en",
        "publisher": "Port company",
        "country": "Norvik",
    }
    assert read_report(corpus / name).text.startswith("Ferries of Norvik 2022")
    assert names(corpus) == [".lock", name]


def test_the_same_file_is_refused_and_the_report_named_that_it_is(root: Path) -> None:
    path = root / "again.txt"
    path.write_text(NORVIK_TEXT, encoding="utf-8")
    with pytest.raises(InputError, match=r"again\.txt is in the library already, as norvik-2021"):
        add_report(root / "corpus", path, "Another title", 2020, "en")
    assert names(root / "corpus") == [".lock", "norvik-2021", "sierra-2021"]


def test_a_replaced_report_keeps_its_id_and_what_else_was_said_of_it(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    name = add_report(corpus, ferry(tmp_path), "Ferries of Norvik", 2022, "en")
    toml = corpus / name / "report.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + 'examples = ["How many?"]\n', encoding="utf-8")
    changed = FERRY.replace("9,000", "9,500")
    assert add_report(corpus, ferry(tmp_path, changed), "Ferries of Norvik", 2022, "en", replace=True) == name
    assert (corpus / name / "report.md").read_text(encoding="utf-8") == changed
    assert tomllib.loads(toml.read_text(encoding="utf-8"))["examples"] == ["How many?"]
    assert (corpus / ".removed" / f"{name}-1" / "report.md").read_text(encoding="utf-8") == FERRY


def test_without_replacing_the_same_title_gets_an_id_of_its_own(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    first = add_report(corpus, ferry(tmp_path), "Ferries of Norvik", 2022, "en")
    second = add_report(corpus, ferry(tmp_path, FERRY + "\nMore.\n"), "Ferries of Norvik", 2022, "en")
    assert (first, second) == (FERRY_ID, f"{FERRY_ID}-2")


def test_a_removed_report_is_kept_aside_and_the_next_of_its_name_beside_it(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    for number in (1, 2):
        name = add_report(corpus, ferry(tmp_path), "Ferries of Norvik", 2022, "en")
        assert remove_report(corpus, name) == corpus / ".removed" / f"{FERRY_ID}-{number}"
    assert (corpus / ".removed" / f"{FERRY_ID}-1" / "report.md").read_text(encoding="utf-8") == FERRY
    assert names(corpus) == [".lock", ".removed"]


@pytest.mark.parametrize("name", ["nothing", "../index", ".removed", ""])
def test_only_a_report_of_the_corpus_can_be_removed(root: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"There is no report .* There are: norvik-2021, sierra-2021"):
        remove_report(root / "corpus", name)
    assert names(root / "corpus") == [".lock", "norvik-2021", "sierra-2021"]


def test_a_file_that_cannot_be_added_is_named_and_the_others_go_on(root: Path) -> None:
    additions = [
        Addition(b"caf\xe9", "latin.txt", Details("Latin", 2020, "es")),
        Addition(FERRY.encode(), "ferry.md", FERRY_DETAILS),
        Addition(FERRY.encode(), "copy.md", Details("Copy", 2022, "en")),
        Addition(b"# A\n\nText of it.", "untitled.md", Details("", 2022, "en")),
    ]
    outcome = change_library(settings_of(root), WordEmbedder(), additions)
    assert outcome.added == (FERRY_ID,)
    assert [(failure.name, failure.reason.split(".")[0]) for failure in outcome.failed] == [
        ("latin.txt", "latin"),
        ("copy.md", "copy"),
        ("untitled.md", "The report has no title"),
    ]
    assert outcome.failed[1] == Failure(
        "copy.md", f"copy.md is in the library already, as {FERRY_ID}. Remove that to add it otherwise."
    )
    assert outcome.build
    assert outcome.build.n_reports == 3


def test_a_report_is_asked_as_soon_as_it_is_added_and_no_more_once_removed(root: Path, monkeypatch) -> None:
    use_word_embedder(monkeypatch)
    add_ferry(root)
    check_corpus(settings_of(root))
    assert "9,000 people" in Assistant.open(settings_of(root)).ask(FERRY_QUESTION).text
    outcome = change_library(settings_of(root), WordEmbedder(), removals=[FERRY_ID])
    assert outcome.removed == (Removal(FERRY_ID, root / "corpus" / ".removed" / f"{FERRY_ID}-1"),)
    assert "9,000 people" not in Assistant.open(settings_of(root)).ask(FERRY_QUESTION).text


def test_a_report_removed_while_it_is_asked_about_is_answered_from_to_the_end(root: Path) -> None:
    add_ferry(root)
    index = load_index(root / "index", read_manifest(root / "index"))
    assistant = Assistant(index, WordEmbedder())
    before = assistant.ask(FERRY_QUESTION)
    change_library(settings_of(root), WordEmbedder(), removals=[FERRY_ID])
    assert assistant.ask(FERRY_QUESTION) == before


def test_the_last_report_is_not_removed_from_an_index(tmp_path: Path) -> None:
    add_ferry(tmp_path)
    before = state(tmp_path)
    with pytest.raises(InputError, match=rf"{FERRY_ID} is all that there is.*Add another first"):
        change_library(settings_of(tmp_path), WordEmbedder(), removals=[FERRY_ID])
    assert state(tmp_path) == before


# What is used again


def test_only_the_new_is_embedded_and_nothing_is_asked_of_the_model_when_nothing_is_new(root: Path) -> None:
    embedder = WordEmbedder()
    change_library(settings_of(root), embedder, [Addition(FERRY.encode(), "ferry.md", FERRY_DETAILS)])
    ferries = load_index(root / "index", read_manifest(root / "index")).documents[FERRY_ID]
    _, texts = make_rows([ferries], make_passages(ferries))
    assert sorted(embedder.embedded) == sorted(set(texts))

    class NoEmbedder(WordEmbedder):
        def encode_queries(self, texts):
            raise AssertionError(texts)

    change_library(settings_of(root), NoEmbedder(), removals=[FERRY_ID])
    report = build_index(root / "corpus", root / "index", NoEmbedder(), model="words")
    assert (report.n_reports, report.n_embedded) == (2, 0)


def test_only_new_and_changed_reports_are_read_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(
        "unsqa.reading.corpus.read_report", lambda folder: read.append(folder.name) or read_report(folder)
    )
    add_ferry(root)
    assert read == [FERRY_ID]
    toml = root / "corpus" / "sierra-2021" / "report.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("year = 2021", "year = 2020"), encoding="utf-8")
    build_index(root / "corpus", root / "index", WordEmbedder(), model="words")
    assert read == [FERRY_ID, "sierra-2021"]


def test_the_model_is_loaded_only_when_there_is_something_to_encode(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    monkeypatch.setattr("unsqa.library.indexing.model_digest", lambda settings: "digest")
    monkeypatch.setattr(
        "unsqa.library.indexing.load_embedder", lambda settings: loaded.append(settings.model) or WordEmbedder()
    )
    embedder = LateEmbedder(Settings(model="words"))
    assert (embedder.digest, loaded) == ("digest", [])
    assert len(embedder.encode_passages(["one"])) == len(embedder.encode_queries(["two"])) == 1
    assert loaded == ["words"]


REPORTS = {
    "norvik": ("norvik.txt", NORVIK_TEXT),
    "sierra": ("sierra.txt", SIERRA_TEXT),
    "ferry": ("ferry.md", FERRY),
}
STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "change", "bank", "remove"]), st.sampled_from(sorted(REPORTS))), max_size=6
)


def take_step(folder: Path, step: str, name: str) -> None:
    """Carry out a step, as far as it makes sense now."""
    file_name, text = REPORTS[name]
    details, report = Details(name, 2021, "en"), folder / "corpus" / f"{name}-2021"
    if step == "add" and not report.exists():
        change_library(settings_of(folder), WordEmbedder(), [Addition(text.encode(), file_name, details)])
    elif step == "change" and report.exists():
        data = (report / f"report.{file_name.split('.')[1]}").read_bytes()
        addition = Addition(data + b"\n\nA tram was built along the river in May.\n", file_name, details, replaces=True)
        change_library(settings_of(folder), WordEmbedder(), [addition])
    elif step == "bank" and report.exists():
        line = next(n for n, one in enumerate(text.split("\n"), 1) if one.endswith("."))
        bank = {"question": f"What of {name}?", "lang": "en", "lines": [line, line]}
        (report / "questions.jsonl").write_text(json.dumps(bank), encoding="utf-8")
        build_index(folder / "corpus", folder / "index", WordEmbedder(), model="words")
    elif step == "remove" and report.exists() and len(list((folder / "corpus").glob("[a-z]*"))) > 1:
        change_library(settings_of(folder), WordEmbedder(), removals=[report.name])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_after_any_changes_the_index_is_as_one_built_afresh(tmp_path_factory, steps: list[tuple[str, str]]) -> None:
    folder = tmp_path_factory.mktemp("library")
    try:
        take_step(folder, "add", "norvik")
        for step, name in steps:
            take_step(folder, step, name)
        changed = read_manifest(folder / "index")
        build_index(folder / "corpus", folder / "fresh", WordEmbedder(), model="words")
        assert changed == read_manifest(folder / "fresh")  # it holds the digest of every file of the build
        answers = [
            [
                Assistant(load_index(folder / name, read_manifest(folder / name)), WordEmbedder()).ask(question)
                for question in QUESTIONS
            ]
            for name in ("index", "fresh")
        ]
        assert answers[0] == answers[1]
    finally:
        shutil.rmtree(folder)


def test_the_order_of_adding_plays_no_part(tmp_path: Path) -> None:
    for name, order in (("one", sorted(REPORTS)), ("other", sorted(REPORTS, reverse=True))):
        for report in order:
            take_step(tmp_path / name, "add", report)
    assert state(tmp_path / "one") == state(tmp_path / "other")


# What goes wrong


def test_two_changes_at_once_do_not_meet(root: Path) -> None:
    before = state(root)
    with FileLock(root / "corpus" / ".lock"), pytest.raises(CorpusError, match="Another process is changing the rep"):
        add_ferry(root)
    with FileLock(root / "index" / ".lock"), pytest.raises(IndexWriteError, match="Another process is building"):
        add_ferry(root)
    assert state(root) == before
    assert FERRY_ID in add_ferry(root).added


def test_a_change_that_is_stopped_midway_changes_nothing(root: Path) -> None:
    before = state(root)

    def stop(n_done: int, n_texts: int) -> None:
        raise InputError("stopped")

    with pytest.raises(InputError, match="stopped"):
        change_library(
            settings_of(root), WordEmbedder(), [Addition(FERRY.encode(), "ferry.md", FERRY_DETAILS)], progress=stop
        )
    assert state(root) == before
    assert names(root / "corpus") == [".lock", "norvik-2021", "sierra-2021"]


def test_moves_that_fail_midway_are_undone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state(root)
    rename = Path.rename

    def fail_for_the_new(path: Path, target: Path) -> Path:
        if path.parent.name == ".adding":
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail_for_the_new)
    with pytest.raises(CorpusError, match=r"cannot be changed: No space left on device\. They are as they were"):
        change_corpus(root / "corpus", [Addition(FERRY.encode(), "ferry.md", FERRY_DETAILS)], removals=["norvik-2021"])
    assert state(root) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_corpus_that_may_not_be_written_says_so(root: Path) -> None:
    (root / "corpus").chmod(0o555)
    with pytest.raises(CorpusError, match="cannot be changed: Permission denied"):
        add_ferry(root)
    (root / "corpus").chmod(0o755)


def run_killed(root: Path, moment: str) -> subprocess.CompletedProcess[str]:
    """Add a report and remove another in a process of its own, which is killed at a moment."""
    code = f"""
        import os, signal, sys
        from pathlib import Path
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from doubles import WordEmbedder
        import test_library as library
        import unsqa.finding.build as build
        from unsqa.library import changing
        def die(*_): os.kill(os.getpid(), signal.SIGKILL)
        {moment}
        root = Path({str(root)!r})
        addition = changing.Addition(library.FERRY.encode(), "ferry.md", library.FERRY_DETAILS)
        changing.change_library(library.settings_of(root), WordEmbedder(), [addition], ["sierra-2021"])
    """
    script = textwrap.dedent(code)
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "moment",
    [
        "changing.put_file = die",
        "changing.read_as_report = die",
        "WordEmbedder.encode_passages = die",
        "build.hash_build = die",
        "changing._Plan.carry_out = die",
    ],
)
def test_a_change_that_is_killed_leaves_reports_and_index_serving(root: Path, moment: str) -> None:
    before = state(root)
    assert run_killed(root, moment).returncode == -9
    assert state(root) == before
    check_corpus(settings_of(root))
    assert add_ferry(root).added == (FERRY_ID,)
    assert names(root / "corpus") == [".lock", FERRY_ID, "norvik-2021", "sierra-2021"]


def test_killed_between_the_reports_and_their_index_nothing_is_lost_and_the_message_says_what_to_do(root: Path) -> None:
    assert run_killed(root, "Path.replace = die").returncode == -9
    assert names(root / "corpus" / ".removed") == ["sierra-2021-1"]
    with pytest.raises(StaleIndexError, match=r"ferries-of-norvik-2022/report.md is new .*Build it again with: unsqa"):
        check_corpus(settings_of(root))
    build_index(root / "corpus", root / "index", WordEmbedder(), model="words")
    check_corpus(settings_of(root))


def test_who_asks_while_a_change_is_put_in_force_gets_the_reports_after_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed: list[Outcome] = []

    def look_after_a_change(corpus: Path) -> dict[str, str]:
        if not changed:
            changed.append(add_ferry(root))
        return hash_corpus(corpus)

    monkeypatch.setattr("unsqa.answering.assistant.hash_corpus", look_after_a_change)
    check_corpus(settings_of(root))
    assert changed[0].added == (FERRY_ID,)


# What is there


def test_the_list_tells_how_the_index_stands_to_each_report(root: Path) -> None:
    corpus = root / "corpus"
    broken = corpus / "broken"
    broken.mkdir()
    (broken / "report.toml").write_text('title = "Broken"\nlanguage = "en"\n', encoding="utf-8")
    (broken / "report.txt").write_bytes(b"caf\xe9")
    add_ferry(root)
    add_report(corpus, ferry(root, FERRY + "\nMore.\n"), "New", 2022, "en")
    shutil.rmtree(corpus / "sierra-2021")
    (corpus / "norvik-2021" / "report.txt").write_text(NORVIK_TEXT + "\nMore.\n", encoding="utf-8")
    assert list_reports(settings_of(root)) == (
        Entry(
            id="broken",
            title="Broken",
            year=None,
            language="en",
            state="failed",
            reason=f"{broken / 'report.txt'} is not UTF-8 text: byte 0xe9 in line 1. Save it as UTF-8 and index again.",
            n_bytes=4,
        ),
        Entry(FERRY_ID, "Ferries of Norvik", 2022, "en", "indexed", "", len(FERRY), 1, 2),
        Entry("new-2022", "New", 2022, "en", "new", "", len(FERRY) + 7),
        Entry(
            "norvik-2021",
            NORVIK_TITLE,
            2021,
            "en",
            "changed",
            "",
            len(NORVIK_TEXT.encode()) + 7,
            3,
            3,
        ),
        Entry("sierra-2021", SIERRA_TITLE, 2021, "es", "removed", "", 0, 1, 2),
    )


def test_the_status_tells_model_size_and_whether_the_index_is_current(root: Path, monkeypatch) -> None:
    monkeypatch.setattr("unsqa.library.listing.model_digest", lambda settings: WordEmbedder.digest)
    manifest = read_manifest(root / "index")
    found = status(settings_of(root))
    n_bytes = sum((root / "index" / manifest["build"] / name).stat().st_size for name in manifest["files"])
    assert (found.model, found.n_bytes, found.n_passages, found.problem) == ("words", n_bytes, 5, "")
    assert found.n_vectors == len(load_index(root / "index", manifest).rows)
    assert found.n_reports == {"indexed": 2, "new": 0, "changed": 0, "removed": 0, "failed": 0}
    add_report(root / "corpus", ferry(root), "Ferries of Norvik", 2022, "en")
    assert status(settings_of(root)).problem.startswith(f"The index is older than the corpus: {FERRY_ID}/report.md")


def test_without_an_index_all_reports_are_new(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("unsqa.library.listing.model_digest", lambda settings: WordEmbedder.digest)
    write_small_corpus(tmp_path)
    assert [entry.state for entry in list_reports(settings_of(tmp_path))] == ["new", "new"]
    found = status(settings_of(tmp_path))
    assert (found.n_vectors, found.n_bytes) == (0, 0)
    assert found.problem.startswith("There is no index in")


# In the background


def wait(indexing: Indexing) -> Work:
    for thread in threading.enumerate():
        if thread.name == "unsqa-indexing":
            thread.join()
    assert indexing.work
    return indexing.work


def test_a_change_in_the_background_tells_its_progress_and_its_outcome(root: Path) -> None:
    indexing = Indexing()
    addition = Addition(FERRY.encode(), "ferry.md", FERRY_DETAILS)
    indexing.begin("Ferries", lambda tell: change_library(settings_of(root), WordEmbedder(), [addition], progress=tell))
    work = wait(indexing)
    assert (work.name, work.is_running, work.error, work.share) == ("Ferries", False, "", 1.0)
    assert work.outcome
    assert work.outcome.added == (FERRY_ID,)
    indexing.dismiss()
    assert indexing.work is None


def test_one_change_at_a_time_and_it_can_be_stopped(root: Path) -> None:
    indexing, begun, go_on = Indexing(), threading.Event(), threading.Event()
    before = state(root)

    def change(tell):
        tell(1, 4)
        begun.set()
        go_on.wait(10)
        tell(2, 4)
        raise AssertionError

    indexing.begin("Ferries", change)
    begun.wait(10)
    assert indexing.work
    assert (indexing.work.is_running, indexing.work.share) == (True, 0.25)
    with pytest.raises(InputError, match="Ferries is being worked on"):
        indexing.begin("Boats", change)
    indexing.dismiss()
    indexing.stop()
    go_on.set()
    assert wait(indexing).error == "It was stopped; the reports are as they were."
    assert state(root) == before


def test_a_fault_nobody_thought_of_is_told_too(caplog: pytest.LogCaptureFixture) -> None:
    indexing = Indexing()
    indexing.begin("Ferries", lambda tell: {}["gone"])
    assert wait(indexing).error == "KeyError: 'gone'. The reports are as they were."
    assert "The change of the library failed" in caplog.text


# The commands


@pytest.fixture
def run(root: Path, monkeypatch, capsys):
    """Return what runs a command over the small corpus: its status, output and notes."""
    for name in FIELDS:
        monkeypatch.delenv(f"UNSQA_{name.upper()}", raising=False)
    monkeypatch.chdir(root)
    use_word_embedder(monkeypatch)
    for module in ("indexing", "listing"):
        monkeypatch.setattr(f"unsqa.library.{module}.model_digest", lambda settings: WordEmbedder.digest)
    monkeypatch.setattr("unsqa.library.indexing.load_embedder", lambda settings: WordEmbedder())

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_add_reads_what_is_not_said_from_the_file_and_indexes_it(run, root: Path) -> None:
    code, out, err = run("add", str(ferry(root)))
    assert (code, out) == (0, "ferries-of-norvik-2022\n")
    assert "ferry.md: 'Ferries of Norvik 2022', 2022, en, 1 pages, 2 passages\n" in err
    assert "Indexed 3 report(s): 7 passages" in err
    assert run("index")[2] == "The index in index is current.\n"


def test_add_goes_on_after_a_bad_file_and_fails(run, root: Path) -> None:
    (root / "bad.txt").write_bytes(b"caf\xe9")
    code, out, err = run("add", "bad.txt", "missing.pdf", str(ferry(root)), "--language", "en", "--publisher", "Port")
    assert (code, out) == (1, "ferries-of-norvik-2022\n")
    assert "Not added: bad.txt is not UTF-8 text: byte 0xe9 in line 1. Save it as UTF-8 and add it again.\n" in err
    assert "Not added: There is no file missing.pdf. Give the path of a report.\n" in err


def test_add_and_remove_can_leave_the_index_for_later(run, root: Path) -> None:
    before = read_manifest(root / "index")
    assert run("add", str(ferry(root)), "--title", "Ferries of Norvik", "--year", "2022", "--no-index")[:2] == (
        0,
        f"{FERRY_ID}\n",
    )
    code, _, err = run("remove", FERRY_ID, "--no-index")
    assert code == 0
    assert err.endswith(f"Removed {FERRY_ID}; it lies in corpus/.removed/{FERRY_ID}-1 now.\n")
    assert read_manifest(root / "index") == before


def test_one_title_for_several_files_is_refused(run, root: Path) -> None:
    code, _, err = run("add", "a.pdf", "b.pdf", "--title", "Both")
    assert (code, err) == (1, "unsqa: --title and --replace are for one file; several were given.\n")


def test_list_and_status_tell_of_the_library(run, root: Path) -> None:
    code, out, _ = run("list")
    assert (code, out.splitlines()) == (
        0,
        [
            f"norvik-2021  indexed  2021  en      3 pages       3 passages  {NORVIK_TITLE}",
            f"sierra-2021  indexed  2021  es      1 pages       2 passages  {SIERRA_TITLE}",
        ],
    )
    assert run("remove", "sierra-2021")[0] == 0
    code, out, _ = run("status", "--json")
    assert code == 0
    assert json.loads(out)["n_reports"] == {"indexed": 1, "new": 0, "changed": 0, "removed": 0, "failed": 0}
    assert run("status")[1].startswith("Reports: 1 indexed\nIndex:   index, ")
    assert run("remove", "nothing")[::2] == (
        1,
        "unsqa: There is no report 'nothing' in corpus. There are: norvik-2021.\n",
    )
