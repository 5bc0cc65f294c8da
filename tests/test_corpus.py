"""The corpus folder: reports read in order, bad ones named and skipped, and a digest of every file."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from unsqa.errors import CorpusError
from unsqa.reading.corpus import Skipped, hash_corpus, list_reports, read_catalogue, read_corpus, read_report
from unsqa.types import Example, Report

TOML = 'title = "Results 2021"\nlanguage = "en"\n'
TEXT = "In 2021 the storm sank forty boats in the harbour of Norvik.\n"


def write_report(corpus, name, toml=TOML, text=TEXT):
    """Write a report into the corpus; None leaves a file out. Returns its folder."""
    folder = corpus / name
    folder.mkdir(parents=True)
    for file, content in (("report.toml", toml), ("report.txt", text)):
        if content is not None:
            (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def raises_corpus_error(text):
    return pytest.raises(CorpusError, match=f"^{re.escape(text)}$")


def digest(data):
    return hashlib.sha256(data.encode()).hexdigest()


# Reading.


def test_a_folder_with_two_report_files_is_named_and_neither_is_read(tmp_path):
    write_report(tmp_path, "a")
    folder = write_report(tmp_path, "b")
    (folder / "report.md").write_text("# Other", encoding="utf-8")
    reason = (
        f"{folder} holds several reports: report.txt, report.md. Keep one, and give the others folders of their own."
    )
    corpus = read_corpus(tmp_path)
    assert ([document.id for document in corpus.documents], corpus.skipped) == (["a"], (Skipped("b", reason),))


def test_several_reports_are_read_in_the_order_of_their_names(tmp_path):
    for name in ("c-2019", "a-2021", "B-2020"):
        write_report(tmp_path, name, text=f"This is report {name}.\n")
    corpus = read_corpus(tmp_path)
    assert [(document.id, document.text) for document in corpus.documents] == [
        ("B-2020", "This is report B-2020."),
        ("a-2021", "This is report a-2021."),
        ("c-2019", "This is report c-2019."),
    ]
    assert corpus.skipped == ()


def test_all_that_report_toml_may_say_is_kept(tmp_path):
    toml = """\
title = "Informe de Norvik"
language = "es"
publisher = "Naciones Unidas"
country = "Norvik"
address = "https://example.org/"
year = 2021
examples = ["¿Quién reparó los barcos?", { theme = "Sea", question = "Why?" }]

[pages]
break = "leading blank"
"""
    assert read_catalogue(write_report(tmp_path, "norvik", toml)) == Report(
        id="norvik",
        title="Informe de Norvik",
        language="es",
        publisher="Naciones Unidas",
        year=2021,
        country="Norvik",
        address="https://example.org/",
        examples=(Example("¿Quién reparó los barcos?"), Example("Why?", "Sea")),
        page_break="leading blank",
    )


def test_title_and_language_are_enough(tmp_path):
    assert read_catalogue(write_report(tmp_path, "norvik")) == Report("norvik", "Results 2021", "en")


def test_the_page_break_of_report_toml_is_the_one_used(tmp_path):
    text = "The first page.\n The second page.\n\fThe third page.\n"
    feeds = read_report(write_report(tmp_path, "feeds", text=text))
    blanks = read_report(write_report(tmp_path, "blanks", TOML + '[pages]\nbreak = "leading blank"', text))
    assert [page.label for page in feeds.pages] == ["1", "2"]
    assert [page.label for page in blanks.pages] == ["1", "2", "3"]


def test_files_and_hidden_folders_in_the_corpus_are_no_reports(tmp_path):
    write_report(tmp_path, "norvik")
    write_report(tmp_path, ".git")
    (tmp_path / "README.md").write_text("About the corpus.")
    assert list_reports(tmp_path) == [tmp_path / "norvik"]
    assert [document.id for document in read_corpus(tmp_path).documents] == ["norvik"]


# Reports that cannot be read.

EXAMPLES = ': examples must be a list of questions in quotes, or of { theme = "...", question = "..." }.'
KEYS = "title, language, publisher, country, address"
PAGES = "[pages] may hold break alone, one of: 'form feed', 'leading blank'."
BAD_CATALOGUES = {
    "no title": ('language = "en"', 'lacks title; add a line such as: title = "..."'),
    "empty title": ('title = ""\nlanguage = "en"', 'lacks title; add a line such as: title = "..."'),
    "no language": ('title = "a"', 'lacks language; add a line such as: language = "..."'),
    "empty file": ("", 'lacks title; add a line such as: title = "..."'),
    "unknown key": (
        TOML + 'publishers = "UN"\nzone = 1',
        f"has the unknown key 'publishers'; known are: {KEYS}, year, examples, pages.",
    ),
    "title not a text": ('title = ["a"]\nlanguage = "en"', f": {KEYS} must be texts in quotes."),
    "country not a text": (TOML + "country = 52", f": {KEYS} must be texts in quotes."),
    "year in quotes": (TOML + 'year = "2021"', ": year must be a number, as in: year = 2020"),
    "year true": (TOML + "year = true", ": year must be a number, as in: year = 2020"),
    "examples not a list": (TOML + 'examples = "Why?"', EXAMPLES),
    "example without a question": (TOML + 'examples = [{ theme = "Sea" }]', EXAMPLES),
    "examples not texts": (TOML + 'examples = ["Why?", 3]', EXAMPLES),
    "page break unknown": (
        TOML + '[pages]\nbreak = "blank line"',
        f": {PAGES}",
    ),
    "page break not a text": (TOML + '[pages]\nbreak = ["form feed"]', f": {PAGES}"),
    "unknown key of pages": (TOML + '[pages]\nbreaks = "leading blank"', f": {PAGES}"),
    "pages not a table": (
        TOML + "pages = 3",
        f": {PAGES}",
    ),
    "not TOML": (
        "title: a",
        (
            " cannot be read: Expected '=' after a key in a key/value pair (at line 1, column 6). "
            "It must be TOML that gives title and language."
        ),
    ),
}


@pytest.mark.parametrize(("toml", "reason"), BAD_CATALOGUES.values(), ids=BAD_CATALOGUES)
def test_a_bad_report_toml_is_named_and_its_report_skipped_while_the_rest_is_read(tmp_path, toml, reason):
    write_report(tmp_path, "a-good")
    bad = write_report(tmp_path, "b-bad", toml)
    write_report(tmp_path, "c-good")
    corpus = read_corpus(tmp_path)
    assert [document.id for document in corpus.documents] == ["a-good", "c-good"]
    space = "" if reason[0] in ": " else " "
    assert corpus.skipped == (Skipped("b-bad", f"{bad / 'report.toml'}{space}{reason}"),)


UNREADABLE = {
    "report.toml not UTF-8": ({"toml": "title = 'año'".encode("latin-1")}, "{folder}/report.toml cannot be read: "),
    "no report.toml": ({"toml": None}, "{folder}/report.toml cannot be read: [Errno 2] No such file or directory"),
    "no report.txt": (
        {"text": None},
        "{folder} holds no file named report with one of the suffixes .txt, .pdf, .docx, .html, .htm, .md.",
    ),
    "report.txt not UTF-8": (
        {"text": "uno\naño".encode("latin-1")},
        "{folder}/report.txt is not UTF-8 text: byte 0xf1 in line 2. Save it as UTF-8 and index again.",
    ),
    "report.txt empty": (
        {"text": ""},
        "{folder}/report.txt has no text in it. Put the report's text there, or take the file away.",
    ),
    "report.txt blank": (
        {"text": " \n\f\n"},
        "{folder}/report.txt has no text in it. Put the report's text there, or take the file away.",
    ),
}


@pytest.mark.parametrize(("files", "reason"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_report_that_cannot_be_read_is_named_and_skipped_while_the_rest_is_read(tmp_path, files, reason):
    write_report(tmp_path, "a-good")
    bad = write_report(tmp_path, "b-bad", **files)
    corpus = read_corpus(tmp_path)
    assert [document.id for document in corpus.documents] == ["a-good"]
    assert [skipped.folder for skipped in corpus.skipped] == ["b-bad"]
    expected = reason.format(folder=bad)
    assert corpus.skipped[0].reason[: len(expected)] == expected


def test_a_report_of_nothing_but_page_numbers_does_not_keep_the_rest_from_being_read(tmp_path):
    write_report(tmp_path, "a-good")
    write_report(tmp_path, "b-bare", text="47\n\n48\n")
    assert [document.id for document in read_corpus(tmp_path).documents][:1] == ["a-good"]


def test_a_file_that_cannot_even_be_looked_at_is_named_and_skipped(tmp_path):
    # The test may run as root, whom no rights stop; a link to an impossible name fails in the same place.
    write_report(tmp_path, "a-good")
    bad = write_report(tmp_path, "b-bad", text=None)
    (bad / "report.txt").symlink_to("x" * 300)
    corpus = read_corpus(tmp_path)
    assert [document.id for document in corpus.documents] == ["a-good"]
    assert corpus.skipped == (Skipped("b-bad", f"{bad / 'report.txt'} cannot be opened: File name too long."),)


# No report at all.

WHAT_TO_DO = (
    "\nPut each report into a folder of its own, as in {corpus}/my-report/report.txt, "
    "with a report.toml beside it that gives title and language."
)


def test_without_a_corpus_folder_the_error_says_what_to_do(tmp_path):
    text = (
        f"The corpus folder {tmp_path / 'corpus'} cannot be read (No such file or directory). "
        "Run unsqa in the project's folder, or name the folder with --corpus."
    )
    for act in (read_corpus, list_reports, hash_corpus):
        with raises_corpus_error(text):
            act(tmp_path / "corpus")


def test_where_the_corpus_is_a_file_the_error_says_what_to_do(tmp_path):
    path = tmp_path / "corpus"
    path.write_text("text")
    text = (
        f"The corpus folder {path} cannot be read (Not a directory). "
        "Run unsqa in the project's folder, or name the folder with --corpus."
    )
    with raises_corpus_error(text):
        read_corpus(path)


def test_an_empty_corpus_is_an_error_that_says_what_to_do(tmp_path):
    with raises_corpus_error(f"No report in {tmp_path} can be read.{WHAT_TO_DO.format(corpus=tmp_path)}"):
        read_corpus(tmp_path)


def test_where_no_report_can_be_read_each_is_named_with_its_reason(tmp_path):
    first = write_report(tmp_path, "a", toml='language = "en"')
    second = write_report(tmp_path, "b", text=None)
    reasons = (
        f'\n  a: {first}/report.toml lacks title; add a line such as: title = "..."'
        f"\n  b: {second} holds no file named report with one of the suffixes "
        ".txt, .pdf, .docx, .html, .htm, .md."
    )
    with raises_corpus_error(f"No report in {tmp_path} can be read.{reasons}{WHAT_TO_DO.format(corpus=tmp_path)}"):
        read_corpus(tmp_path)


# Digests.


def test_each_file_of_each_report_has_its_digest(tmp_path):
    write_report(tmp_path, "norvik")
    write_report(tmp_path, "sierra", toml="not TOML", text=None)
    (tmp_path / "norvik" / "questions.jsonl").write_text("{}")
    assert hash_corpus(tmp_path) == {
        "norvik/report.toml": digest(TOML),
        "norvik/questions.jsonl": digest("{}"),
        "norvik/report.txt": digest(TEXT),
        "sierra/report.toml": digest("not TOML"),
    }


def test_a_digest_is_of_the_bytes_of_the_file(tmp_path):
    write_report(tmp_path, "norvik", text=b"\xef\xbb\xbfone\r\n\xff")
    assert hash_corpus(tmp_path)["norvik/report.txt"] == hashlib.sha256(b"\xef\xbb\xbfone\r\n\xff").hexdigest()


@pytest.mark.parametrize("name", ["report.toml", "report.txt"])
def test_a_changed_file_changes_its_own_digest_and_no_other(tmp_path, name):
    write_report(tmp_path, "norvik")
    write_report(tmp_path, "sierra")
    before = hash_corpus(tmp_path)
    path = tmp_path / "sierra" / name
    path.write_text(path.read_text() + "# more\n")
    after = hash_corpus(tmp_path)
    assert [key for key in before if before[key] != after[key]] == [f"sierra/{name}"]


def test_an_added_and_a_removed_report_show_in_the_digests(tmp_path):
    write_report(tmp_path, "norvik")
    before = hash_corpus(tmp_path)
    folder = write_report(tmp_path, "sierra")
    assert sorted(set(hash_corpus(tmp_path)) - set(before)) == ["sierra/report.toml", "sierra/report.txt"]
    for file in folder.iterdir():
        file.unlink()
    assert hash_corpus(tmp_path) == before


def test_digests_come_in_the_order_of_the_names_whatever_order_the_disk_lists(tmp_path, monkeypatch):
    for name in ("b", "a", "c"):
        write_report(tmp_path, name)
    expected = [f"{name}/{file}" for name in "abc" for file in ("report.toml", "report.txt")]
    listed = list(tmp_path.iterdir())
    for listing in (sorted(listed), sorted(listed, reverse=True)):
        monkeypatch.setattr(Path, "iterdir", lambda folder, listing=listing: iter(listing))
        assert list(hash_corpus(tmp_path)) == expected
        assert [document.id for document in read_corpus(tmp_path).documents] == ["a", "b", "c"]


def test_hidden_folders_have_no_digest(tmp_path):
    write_report(tmp_path, "norvik")
    before = hash_corpus(tmp_path)
    write_report(tmp_path, ".hidden")
    assert hash_corpus(tmp_path) == before


def test_a_file_that_cannot_be_opened_counts_as_unreadable(tmp_path):
    folder = write_report(tmp_path, "norvik", text=None)
    (folder / "report.txt").mkdir()
    assert hash_corpus(tmp_path) == {"norvik/report.toml": digest(TOML), "norvik/report.txt": "unreadable"}


def test_a_file_that_cannot_even_be_looked_at_counts_as_unreadable(tmp_path):
    folder = write_report(tmp_path, "norvik", text=None)
    (folder / "report.txt").symlink_to("x" * 300)
    assert hash_corpus(tmp_path)["norvik/report.txt"] == "unreadable"
