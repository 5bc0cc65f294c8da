"""The command line, run in this process: what it prints where, its exit status, and the remedy in every error."""

from __future__ import annotations

import io
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from small import (
    BOATS_ANSWER,
    BOATS_QUESTION,
    BOATS_QUOTE,
    TREES_QUESTION,
    TREES_QUOTE,
    UNANSWERED_QUESTION,
    make_assistant,
    use_word_embedder,
    write_small_corpus,
)

import unsqa
from unsqa.answering.citing import answer_to_json
from unsqa.cli import main, shows_bold
from unsqa.settings import FIELDS

EMPTY = "The question is empty. Type a question, such as: What was done for refugees?"
TOO_LONG = "The question has 10,000 characters; at most 2,000 can be searched. Shorten it."
FOLLOW_UP = "And who repaired them?"
SEARCHED = f"{BOATS_QUESTION} Who repaired them?"
COULD_ASK = f"""
You could ask:
- {BOATS_QUESTION}
- What does a litre of water cost ($ or *)?
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Work in an empty folder, without settings, and with the double in the model's place."""
    monkeypatch.chdir(tmp_path)
    for name in FIELDS:
        monkeypatch.delenv(f"UNSQA_{name.upper()}", raising=False)
    use_word_embedder(monkeypatch)
    return tmp_path


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return a folder with the small corpus and its index, to be copied."""
    folder = tmp_path_factory.mktemp("built")
    make_assistant(folder)
    return folder


@pytest.fixture
def indexed(folder, built):
    """Work in a folder with the small corpus and its index."""
    shutil.copytree(built, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture
def run(capsys):
    """Return a function that runs a command and returns (exit status, standard output, standard error)."""

    def run_command(*arguments):
        capsys.readouterr()
        try:
            status = main(arguments)
        except SystemExit as left:
            status = left.code
        said = capsys.readouterr()
        return status, said.out, said.err

    return run_command


def write_lines(path, *records):
    lines = [record if isinstance(record, str) else json.dumps(record, ensure_ascii=False) for record in records]
    Path(path).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(path)


# What needs no index


def test_help_lists_the_commands(run):
    status, out, err = run("--help")
    assert (status, err) == (0, "")
    assert re.findall(r"^    (\w+)  ", out, re.MULTILINE) == [
        *("index", "read", "ask", "batch", "evaluate", "expand"),
        *("add", "list", "remove", "status", "feedback", "export", "cite"),
    ]


def test_version_is_that_of_the_package(run):
    assert run("--version") == (0, f"unsqa {unsqa.__version__}\n", "")


@pytest.mark.parametrize("arguments", [(), ("answer",), ("ask",), ("ask", "a", "b"), ("batch", "q.jsonl", "--top")])
def test_wrong_usage_exits_with_2_and_shows_the_usage(run, arguments):
    status, out, err = run(*arguments)
    assert (status, out, err.split()[:2]) == (2, "", ["usage:", "unsqa"])


@pytest.mark.parametrize(
    ("question", "said"), [("", EMPTY), (" \t\n", EMPTY), ("x" * 10_000, TOO_LONG)], ids=["empty", "blank", "long"]
)
def test_a_question_that_cannot_be_asked_is_an_error_with_a_remedy(folder, run, question, said):
    assert run("ask", question) == (1, "", f"unsqa: {said}\n")


@pytest.mark.parametrize("command", [("ask", "Who?"), ("batch", "q.jsonl"), ("evaluate", "q.jsonl")])
def test_without_an_index_every_command_says_how_to_build_one(folder, run, command):
    write_lines("q.jsonl", {"question": "Who?", "kind": "far", "lang": "en"})
    expected = "unsqa: There is no index in index. Build it with: unsqa index\n"
    assert run(*command) == (1, "", expected)


def test_indexing_without_a_corpus_says_where_to_run(folder, run):
    status, out, err = run("index")
    assert (status, out) == (1, "")
    assert err.splitlines()[-1] == (
        "unsqa: The corpus folder corpus cannot be read (No such file or directory). "
        "Run unsqa in the project's folder, or name the folder with --corpus."
    )


def test_a_setting_that_is_not_known_stops_every_command(folder, run):
    (folder / "unsqa.toml").write_text('modell = "x"', encoding="utf-8")
    status, out, err = run("ask", "Who?")
    assert (status, out) == (1, "")
    assert err.startswith("unsqa: unsqa.toml sets 'modell', which is not a setting.")


@pytest.mark.parametrize("command", ["batch", "evaluate"])
def test_a_bad_line_of_a_question_file_is_named_before_anything_is_answered(indexed, run, command):
    path = write_lines("q.jsonl", {"question": "Who?"}, "", "not JSON")
    status, out, err = run(command, path)
    assert (status, out) == (1, "")
    assert err.startswith("unsqa: q.jsonl, line 3 is not JSON: ")


@pytest.mark.parametrize("command", ["batch", "evaluate"])
def test_a_missing_question_file_is_named(indexed, run, command):
    status, out, err = run(command, "none.jsonl")
    assert (status, out) == (1, "")
    assert err.startswith("unsqa: The question file none.jsonl cannot be read: ")


# index


def test_index_builds_and_then_leaves_what_is_current(folder, run):
    write_small_corpus(folder)
    status, out, err = run("index")
    assert (status, out) == (0, "")
    assert err.splitlines()[0] == "There is no index in index."
    assert err.splitlines()[-1] == "Indexed 2 report(s): 5 passages, 55 vectors, 55 of them new."
    assert run("index") == (0, "", "The index in index is current.\n")


def test_index_by_force_builds_again_and_embeds_nothing_twice(indexed, run):
    status, out, err = run("index", "--force")
    assert (status, out) == (0, "")
    assert err.splitlines()[-1] == "Indexed 2 report(s): 5 passages, 55 vectors, 0 of them new."


def test_index_mends_a_stale_index_and_says_what_changed(indexed, run):
    path = indexed / "corpus" / "sierra-2021" / "report.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("640", "641"), encoding="utf-8")
    status, out, err = run("index")
    assert (status, out) == (0, "")
    assert err.splitlines()[0] == "The index is older than the corpus: sierra-2021/report.txt has changed."
    # the passage, the sentence, and the two pairs that the sentence is in
    assert err.splitlines()[-1] == "Indexed 2 report(s): 5 passages, 55 vectors, 4 of them new."


def test_a_report_that_cannot_be_read_is_named_and_the_rest_is_indexed(indexed, run):
    (indexed / "corpus" / "blank").mkdir()
    status, out, err = run("index", "--force")
    assert (status, out) == (0, "")
    assert err.splitlines()[-2:] == [
        (
            f"Skipped blank: {Path('corpus') / 'blank'} holds no file named report with one of the suffixes "
            ".txt, .pdf, .docx, .html, .htm, .md."
        ),
        "Indexed 2 report(s): 5 passages, 55 vectors, 0 of them new.",
    ]


def test_a_stale_index_is_not_asked(indexed, run):
    (indexed / "corpus" / "norvik-2021" / "report.txt").unlink()
    said = "The index is older than the corpus: norvik-2021/report.txt was removed. Build it again with: unsqa index"
    assert run("ask", "Who?") == (1, "", f"unsqa: {said}\n")


def test_a_corpus_that_is_gone_is_said_when_asked(indexed, run):
    shutil.rmtree(indexed / "corpus")
    status, out, err = run("ask", "Who?")
    assert (status, out) == (1, "")
    assert err.startswith("unsqa: The corpus folder corpus cannot be read")


@pytest.mark.parametrize("command", [("index",), ("ask", "Who?")])
def test_a_manifest_that_is_json_but_no_manifest_is_damage(indexed, run, command):
    (indexed / "index" / "manifest.json").write_text("[]", encoding="utf-8")
    status, _, err = run(*command)
    assert err.startswith(("unsqa: index/manifest.json is not as unsqa wrote it.", "index/manifest.json is not as"))
    assert status == (0 if command == ("index",) else 1)


def test_a_report_with_nothing_but_page_numbers_does_not_stop_the_others(indexed, run):
    (indexed / "corpus" / "empty").mkdir()
    write_lines(indexed / "corpus" / "empty" / "report.toml", 'title = "Empty"', 'language = "en"')
    write_lines(indexed / "corpus" / "empty" / "report.txt", "12", "", "13")
    status, out, err = run("index")
    assert (status, out) == (0, "")
    assert err.splitlines()[-1] == "Indexed 2 report(s): 5 passages, 55 vectors, 0 of them new."


# ask


def test_an_answer_is_printed_with_its_numbers_and_sources(indexed, run):
    expected = (
        "The report says:\n"
        "United Nations in Norvik: Results 2021:\n"
        "The harbour council and the fund for rural credit repaired 31 fishing boats before the herring\n"
        "season began. [1] FAO, IFAD, and ILO [2]\n"
        "\n"
        "[1] United Nations in Norvik: Results 2021, “FISHING HARBOURS”, p. 10, line 4\n"
        "[2] United Nations in Norvik: Results 2021, “FISHING HARBOURS”, p. 10, line 9\n"
    )
    assert run("ask", BOATS_QUESTION) == (0, expected, "")


def test_a_spanish_question_gets_its_source_in_spanish(indexed, run):
    expected = (
        "El informe lo dice así:\n"
        "Naciones Unidas en Sierra Alta: Informe 2021:\n"
        "Con el apoyo del vivero comunal, 640 familias plantaron castaños y robles en las parcelas más\n"
        "dañadas. [1]\n"
        "\n"
        "[1] Naciones Unidas en Sierra Alta: Informe 2021, “BOSQUES DE ALTURA”, líneas 3-4\n"
    )
    assert run("ask", TREES_QUESTION) == (0, expected, "")


def test_a_refusal_is_an_answer_and_names_what_was_searched_and_lies_nearest(indexed, run):
    expected = (
        "The reports do not say: nothing in them is close enough to this question. Searched: 5 passages of 2\n"
        "reports.\n"
        "\n"
        "The nearest sections (they do not answer the question):\n"
        "- Naciones Unidas en Sierra Alta: Informe 2021, BOSQUES DE ALTURA, lines 3-6\n"
        "- United Nations in Norvik: Results 2021, DRINKING WATER, p. 11 (inferred), lines 15-19\n"
        "- Naciones Unidas en Sierra Alta: Informe 2021, RADIO COMUNITARIA, lines 10-13\n"
        f"{COULD_ASK}"
    )
    assert run("ask", UNANSWERED_QUESTION) == (0, expected, "")


class Screen(io.StringIO):
    """Standard output that is a terminal."""

    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("screen", "terminal", "bold"),
    [(Screen(), "xterm", True), (Screen(), "dumb", False), (Screen(), None, False), (io.StringIO(), "xterm", False)],
)
def test_words_are_bold_only_on_a_terminal_that_knows_bold(monkeypatch, screen, terminal, bold):
    if terminal is None:
        monkeypatch.delenv("TERM", raising=False)
    else:
        monkeypatch.setenv("TERM", terminal)
    monkeypatch.setattr("sys.stdout", screen)
    assert shows_bold() is bold


def test_an_answer_has_its_key_words_in_bold_on_a_terminal_and_plain_in_a_file(indexed, run, monkeypatch):
    ask = unsqa.Assistant.ask

    def with_keys(assistant, question, *others):
        answer = ask(assistant, question, *others)
        return replace(answer, sentences=(replace(answer.sentences[0], keys=((4, 19),)),))

    monkeypatch.setattr(unsqa.Assistant, "ask", with_keys)
    assert run("ask", BOATS_QUESTION)[1].splitlines()[2].startswith("The harbour council and")
    monkeypatch.setattr("unsqa.cli.shows_bold", lambda: True)
    assert run("ask", BOATS_QUESTION)[1].splitlines()[2].startswith("The \x1b[1mharbour council\x1b[0m and")


def test_a_question_of_as_many_characters_as_may_be_is_searched(indexed, run):
    status, out, err = run("ask", "x" * 2000)
    assert (status, err) == (0, "")
    assert out.startswith("The reports do not say")


def test_ask_as_json_prints_one_answer_in_the_format_of_batch(indexed, run):
    assistant = unsqa.Assistant.open(unsqa.Settings())
    status, out, err = run("ask", "--json", TREES_QUESTION)
    assert (status, err) == (0, "")
    assert json.loads(out) == answer_to_json(assistant.ask(TREES_QUESTION), assistant.documents)
    assert "¿Cuántas familias" in out


def test_earlier_questions_are_given_oldest_first(indexed, run):
    status, out, _ = run("ask", "--json", "--after", TREES_QUESTION, "--after", BOATS_QUESTION, FOLLOW_UP)
    assert status == 0
    assert json.loads(out)["searched"]["query"] == SEARCHED


def test_corpus_and_index_are_found_where_the_options_say(indexed, run, monkeypatch):
    (indexed / "elsewhere").mkdir()
    monkeypatch.chdir(indexed / "elsewhere")
    status, out, err = run("ask", BOATS_QUESTION, "--corpus", "../corpus", "--index", "../index")
    assert (status, err) == (0, "")
    assert out.startswith("The report says:\nUnited Nations in Norvik: Results 2021:\nThe harbour council")


def test_filters_are_repeatable_and_said_below_the_answer(indexed, run):
    expected = (
        "The report says:\n"
        "United Nations in Norvik: Results 2021:\n"
        "The harbour council and the fund for rural credit repaired 31 fishing boats before the herring\n"
        "season began. [1] FAO, IFAD, and ILO [2]\n"
        "\n"
        "[1] United Nations in Norvik: Results 2021, “FISHING HARBOURS”, p. 10, line 4\n"
        "[2] United Nations in Norvik: Results 2021, “FISHING HARBOURS”, p. 10, line 9\n"
        "\n"
        "Only: section harbours; agency FAO or ILO\n"
        "Preferred: IFAD\n"
    )
    filters = ("--agency", "fao", "--agency", "OIT", "--section", "harbours")
    assert run("ask", f"{BOATS_QUESTION} IFAD", *filters) == (0, expected, "")


def test_filters_that_leave_nothing_are_an_answer_without_nearest_sections(indexed, run):
    expected = (
        "No passage fits all the filters (report sierra-2021; agency FAO). The one that leaves nothing is\n"
        "agency FAO: passages left without it: 2.\n"
        "\n"
        "Only: report sierra-2021; agency FAO\n"
        f"{COULD_ASK}"
    )
    assert run("ask", BOATS_QUESTION, "--agency", "FAO", "--report", "sierra-2021") == (0, expected, "")


@pytest.mark.parametrize("command", ["ask", "batch"])
def test_a_filter_that_no_passage_has_stops_the_command_with_the_nearest(indexed, run, command):
    write_lines("q.jsonl", {"question": BOATS_QUESTION})
    said = "unsqa: No passage has the agency 'IFADD'. Nearest to it: IFAD.\n"
    assert run(command, "q.jsonl", "--agency", "IFADD") == (1, "", said)


def test_a_year_that_is_no_number_is_wrong_usage(indexed, run):
    status, out, err = run("ask", BOATS_QUESTION, "--year", "last")
    assert (status, out, err.splitlines()[-1]) == (
        2,
        "",
        "unsqa ask: error: argument --year: invalid int value: 'last'",
    )


def test_a_reranker_that_cannot_be_had_is_said(indexed, run):
    status, out, err = run("ask", BOATS_QUESTION, "--reranker", "./none")
    assert (status, out) == (1, "")
    assert err.startswith("unsqa: The reranker's folder ./none does not exist. Set reranker to a sentence-transformers")


# batch


def test_batch_asks_every_question_under_the_filters(indexed, run):
    path = write_lines("q.jsonl", {"question": BOATS_QUESTION}, {"question": TREES_QUESTION})
    _, out, _ = run("batch", path, "--language", "es", "--kind", "text")
    found = [json.loads(line)["searched"] for line in out.splitlines()]
    filters = {"kinds": ["text"], "languages": ["es"]}
    assert [(line["filters"], line["passages"]) for line in found] == [(filters, 2), (filters, 2)]


def test_batch_prints_nothing_but_one_json_line_a_question_in_their_order(indexed, run):
    path = write_lines(
        "q.jsonl",
        {"id": "z", "question": TREES_QUESTION},
        "",
        {"id": "c", "turns": [{"question": BOATS_QUESTION}, {"question": FOLLOW_UP}]},
        {"id": "a", "question": FOLLOW_UP, "history": [BOATS_QUESTION]},
        {"question": UNANSWERED_QUESTION},
    )
    status, out, _ = run("batch", path)
    assert (status, out[-1]) == (0, "\n")
    found = [json.loads(line) for line in out.removesuffix("\n").split("\n")]
    assert [(line["id"], line["question"], line["searched"]["query"], line["answer"]) for line in found] == [
        ("z", TREES_QUESTION, TREES_QUESTION, TREES_QUOTE),
        ("c/1", BOATS_QUESTION, BOATS_QUESTION, BOATS_ANSWER),
        ("c/2", FOLLOW_UP, SEARCHED, BOATS_ANSWER),
        ("a", FOLLOW_UP, SEARCHED, BOATS_ANSWER),
        ("5", UNANSWERED_QUESTION, UNANSWERED_QUESTION, None),
    ]


def test_a_line_of_batch_is_the_answer_with_its_id(indexed, run):
    assistant = unsqa.Assistant.open(unsqa.Settings())
    _, out, _ = run("batch", write_lines("q.jsonl", {"id": "a", "question": BOATS_QUESTION}))
    expected = answer_to_json(assistant.ask(BOATS_QUESTION), assistant.documents)
    assert json.loads(out) == {"id": "a", **expected}


def test_batch_refuses_in_place_what_cannot_be_asked(indexed, run):
    records = [
        {"id": "1", "question": " "},
        {"id": "2", "question": BOATS_QUESTION},
        {"id": "3", "question": "x" * 10_000},
    ]
    status, out, _ = run("batch", write_lines("q.jsonl", *records))
    found = [json.loads(line) for line in out.splitlines()]
    nothing = {
        "answer": None,
        "refused": True,
        "outcome": "not asked",
        "sentences": [],
        "unmet": [],
        "nearest": [],
        "related": [],
        "searched": {"query": " ", "reports": 0, "passages": 0, "filters": {}, "preferred": []},
        "citations": [],
        "hits": [],
    }
    assert status == 0
    assert found[0] == {"id": "1", "question": " ", "reason": EMPTY, **nothing}
    assert (found[1]["id"], found[1]["answer"]) == ("2", BOATS_ANSWER)
    too_long = {"query": "x" * 10_000, "reports": 0, "passages": 0, "filters": {}, "preferred": []}
    assert found[2] == {"id": "3", "question": "x" * 10_000, "reason": TOO_LONG, **nothing, "searched": too_long}


def test_a_line_break_of_unicode_within_a_question_does_not_break_the_line_of_its_answer(indexed, run):
    question = "Who repaired\u2028the boats?\nAnd the piers?"
    _, out, _ = run("batch", write_lines("q.jsonl", {"question": question}))
    assert json.loads(out.removesuffix("\n"))["question"] == question
    assert out.count("\n") == 1


def test_half_a_surrogate_pair_in_a_question_does_not_stop_the_batch(indexed, run):
    path = write_lines("q.jsonl", '{"id": "a", "question": "\\ud83d boats?"}', {"id": "b", "question": "Who?"})
    status, out, _ = run("batch", path)
    assert (status, [json.loads(line)["id"] for line in out.splitlines()]) == (0, ["a", "b"])


# evaluate

GOLD = {
    "question": BOATS_QUESTION,
    "lang": "en",
    "type": "fact",
    "evidence": [BOATS_QUOTE],
    "must_contain": [["31"]],
}
FAR = {"question": UNANSWERED_QUESTION, "lang": "en", "kind": "far"}
FOUND = {
    "n": 1,
    **{f"evidence@{k}": 100.0 for k in (1, 3, 5, 10)},
    **{f"evidence in {n} words": 100.0 for n in (150, 300, 600)},
    "mrr": 100.0,
    "refused": 0.0,
    "not quite": 0.0,
    "answer right": 100.0,
    "answered-precision": 100.0,
    "answer words": 22,
}
REFUSED = {"n": 1, "refused": 100.0, "not quite": 0.0, "false answers": 0.0}


def test_evaluate_prints_the_figures_by_group(indexed, run):
    status, out, _ = run("evaluate", write_lines("q.jsonl", FAR))
    expected = (
        "far (n = 1)\n"
        "  refused                 100.0\n"
        "  not quite                 0.0\n"
        "  false answers             0.0\n"
        "far en (n = 1)\n"
        "  refused                 100.0\n"
        "  not quite                 0.0\n"
        "  false answers             0.0\n"
        "all questions (n = 1)\n"
        "  answered                  0.0\n"
        "  accuracy                100.0\n"
    )  # fmt: skip
    assert (status, out) == (0, expected)


def test_evaluate_as_json_prints_the_same_figures(indexed, run):
    status, out, _ = run("evaluate", "--json", write_lines("q.jsonl", {"id": "a", **GOLD}, {"id": "b", **FAR}))
    assert status == 0
    assert json.loads(out) == {
        "en": FOUND,
        "en fact": FOUND,
        "all questions": {"n": 2, "answered": 50.0, "accuracy": 100.0, "answered-precision": 100.0},
        "answers": {"n": 1, "citation recall": 100.0, "citation precision": 100.0},
        "citations": {"n": 2, "quote in report": 100.0},
        "far": REFUSED,
        "far en": REFUSED,
    }


def test_evaluate_refuses_questions_without_gold(indexed, run):
    path = write_lines("q.jsonl", {"question": "Who?"}, {"question": "Why?", "lang": "en"})
    expected = "unsqa: None of these questions has gold (evidence or kind), so there is nothing to score.\n"
    assert run("evaluate", path) == (1, "", expected)


def test_questions_without_ids_in_two_files_are_scored_each_by_its_own_answer(indexed, run):
    paths = [write_lines("gold.jsonl", GOLD), write_lines("far.jsonl", FAR)]
    _, out, _ = run("evaluate", "--json", *paths)
    figures = json.loads(out)
    assert (figures["en"], figures["far"]) == (FOUND, REFUSED)


def test_evaluate_scores_gold_without_a_right_answer_for_its_evidence(indexed, run):
    path = write_lines("q.jsonl", {name: value for name, value in GOLD.items() if name != "must_contain"})
    status, out, _ = run("evaluate", path)
    assert status == 0
    assert "evidence@1" in out
    assert "answer right" not in out
