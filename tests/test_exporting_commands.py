"""`unsqa export` and `unsqa cite`, run in this process on the small corpus."""

from __future__ import annotations

import errno
import os

import docx
import pytest
from small import BOATS_QUESTION, BOATS_QUOTE, UNANSWERED_QUESTION, make_assistant, use_word_embedder

from unsqa.cli import main
from unsqa.settings import FIELDS

PLACE = "United Nations in Norvik, United Nations in Norvik: Results 2021 (2021), “FISHING HARBOURS”, p. 10."


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Return a function that runs a command in a folder with the small corpus and its index."""
    monkeypatch.chdir(tmp_path)
    for name in FIELDS:
        monkeypatch.delenv(f"UNSQA_{name.upper()}", raising=False)
    make_assistant(tmp_path)
    use_word_embedder(monkeypatch)

    def run_command(*arguments):
        capsys.readouterr()
        status = main(arguments)
        said = capsys.readouterr()
        return status, said.out, said.err

    return run_command


def test_export_writes_the_questions_as_one_conversation(run, tmp_path):
    assert run("export", BOATS_QUESTION, "hello", "--output", "said.md") == (0, "", "")
    lines = (tmp_path / "said.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("#")] == [
        "# Questions and answers",
        f"## {BOATS_QUESTION}",
        "## hello",
        "## References",
    ]
    assert f"> {BOATS_QUOTE}¹ **FAO**, **IFAD**, and **ILO**¹" in lines
    assert lines[-1] == f"1. {PLACE}"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus", "index", "said.md"]


def test_export_speaks_the_language_of_the_first_question_and_writes_what_format_says(run, tmp_path):
    question = "¿Cuántas familias plantaron castaños y robles en las parcelas más dañadas?"
    assert run("export", question, "--output", "dicho", "--format", "word") == (0, "", "")
    assert docx.Document(tmp_path / "dicho").core_properties.title == "Preguntas y respuestas"


def test_export_replaces_a_file_only_by_force(run, tmp_path):
    (tmp_path / "said.md").write_text("mine", encoding="utf-8")
    assert run("export", "hello", "--output", "said.md") == (
        1,
        "",
        "unsqa: said.md is there already. Name another file with --output, or replace it with --force.\n",
    )
    assert (tmp_path / "said.md").read_text(encoding="utf-8") == "mine"
    assert run("export", "hello", "--output", "said.md", "--force") == (0, "", "")
    assert (tmp_path / "said.md").read_text(encoding="utf-8").startswith("# Questions and answers\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("hello", "--output", "said.rtf"),
            "said.rtf does not end in one of .md, .docx, .pdf. Name it so, or give the kind of file with --format.",
        ),
        (
            ("hello", "--output", "none/said.md"),
            "none/said.md cannot be written: none must be a folder, and said.md a file in it.",
        ),
        (("hello", " ", "--output", "said.md"), None),
    ],
    ids=["suffix", "folder", "blank"],
)
def test_export_says_what_is_wrong_before_it_begins(run, monkeypatch, arguments, said):
    monkeypatch.setattr("unsqa.answering.assistant.load_embedder", lambda settings: pytest.fail("a model was loaded"))
    expected = said or "The question is empty. Type a question, such as: What was done for refugees?"
    assert run("export", *arguments) == (1, "", f"unsqa: {expected}\n")


def test_a_full_disk_leaves_what_was_there_and_nothing_half(run, tmp_path, monkeypatch):
    (tmp_path / "said.md").write_text("mine", encoding="utf-8")

    def fail(number):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", fail)
    status, out, err = run("export", "hello", "--output", "said.md", "--force")
    assert (status, out) == (1, "")
    assert err == (
        "unsqa: said.md cannot be written: No space left on device. "
        "Free some space, or name a file elsewhere with --output.\n"
    )
    assert (tmp_path / "said.md").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus", "index", "said.md"]


def test_cite_prints_the_references_of_an_answer(run):
    assert run("cite", BOATS_QUESTION) == (0, f"{PLACE}\n{PLACE}\n", "")
    status, out, err = run("cite", BOATS_QUESTION, "--style", "ris")
    assert (status, err) == (0, "")
    assert out.startswith("TY  - RPRT\nAU  - United Nations in Norvik\n")
    assert out.endswith("\nER  - \n")


def test_cite_of_a_refusal_says_so_and_prints_nothing(run):
    assert run("cite", UNANSWERED_QUESTION, "--style", "bibtex") == (
        0,
        "",
        "The reports do not say: nothing in them is close enough to this question.\n",
    )
