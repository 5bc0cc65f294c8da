"""`unsqa expand` from end to end over a small corpus, a double for the model, and a chat server on this machine."""

from __future__ import annotations

import io
import json
import os
import re
import signal
from pathlib import Path

import pytest
from chat_server import KEY, ask_each, completion, serving, units_of
from doubles import WordEmbedder
from small import BANK, BOATS_QUESTION, use_word_embedder, write_small_corpus

from unsqa.cli import main
from unsqa.errors import CorpusError
from unsqa.expanding.terminal import find_folder
from unsqa.reading.bank import read_bank
from unsqa.settings import FIELDS
from unsqa.types import BankQuestion

NORVIK = Path("corpus") / "norvik-2021"
BANK_FILE, JOURNAL_FILE = NORVIK / "questions.jsonl", NORVIK / "questions.partial.jsonl"
N_PASSAGES, N_SENTENCES = 3, 17
WATER = {"question": "Who laid nine kilometres of new pipe along the valley road?", "lang": "en", "sentences": [2]}
WATER_LINE = BankQuestion(WATER["question"], "en", (16, 17))
SPANISH = {
    "question": "¿Cuántos hogares de la cooperativa de Tolmin pusieron 212 pipe?",
    "lang": "es",
    "sentences": [2],
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Work in a folder with the small corpus, no settings, the double in the model's place and a terminal to ask on."""
    monkeypatch.chdir(tmp_path)
    for name in FIELDS:
        monkeypatch.delenv(f"UNSQA_{name.upper()}", raising=False)
    use_word_embedder(monkeypatch)
    write_small_corpus(tmp_path)
    BANK_FILE.unlink()
    return tmp_path


@pytest.fixture
def run(folder, capsys, monkeypatch):
    """Return a function that runs `unsqa expand` and returns (exit status, standard output, standard error)."""

    def run_command(server, *options, key=KEY):
        monkeypatch.setenv("UNSQA_EXPAND_KEY", key)
        capsys.readouterr()
        status = main(["expand", "norvik-2021", "--url", server.url, "--model-name", "tiny", *options])
        said = capsys.readouterr()
        assert KEY not in said.out + said.err
        return status, said.out, said.err

    return run_command


def about_water(body):
    """Tell whether a request is about the passage on water."""
    return "The springs above Tolmin" in body["messages"][-1]["content"]


def reply(*items):
    """Return a server's answer that gives these questions for the passage on water, and none for others."""
    return lambda n, body: completion(json.dumps({"questions": [*items] if about_water(body) else []}))


def hide_tokens(text):
    """Return what was said without the number of prompt tokens, which changes with the wording of the task."""
    return re.sub(r"about [\d,]+ prompt tokens", "about N prompt tokens", text)


def last_line(text):
    return text.splitlines()[-1]


def test_every_passage_is_asked_about_once_and_its_questions_written_with_their_lines(run):
    with serving(reply(WATER, SPANISH)) as server:
        status, out, err = run(server, "--yes")
    assert (status, out, len(server.asked)) == (0, "", N_PASSAGES)
    assert read_bank(BANK_FILE) == (WATER_LINE, BankQuestion(SPANISH["question"], "es", (16, 17)))
    assert {json.loads(line)["by"] for line in BANK_FILE.read_text(encoding="utf-8").splitlines()} == {"tiny"}
    assert last_line(err) == f"Wrote 2 questions (1 en, 1 es) to {BANK_FILE}. To search with them: unsqa index"
    assert sorted(path.name for path in NORVIK.iterdir()) == ["questions.jsonl", "report.toml", "report.txt"]


def test_a_question_for_each_sentence_brings_its_own_passage_back(run):
    with serving(lambda n, body: completion(ask_each(body))) as server:
        _, _, err = run(server, "--yes")
    assert last_line(err).startswith(f"Wrote {N_SENTENCES} questions ({N_SENTENCES} en) to {BANK_FILE}")


def test_the_request_holds_the_task_the_place_and_the_numbered_sentences(run):
    with serving(reply(WATER)) as server:
        run(server, "--yes")
    system, user = next(body for body in server.asked if about_water(body))["messages"]
    assert (system["role"], user["role"]) == ("system", "user")
    assert "at least 8 questions in English and at least 5 in Spanish" in system["content"]
    assert user["content"].splitlines()[:5] == [
        "Report: United Nations in Norvik: Results 2021",
        "Section: DRINKING WATER",
        "",
        (
            "[1] The springs above Tolmin gave less water in every month of the dry season, and the old pipes lost a "
            "third of it on the way."
        ),
        (
            "[2] A cooperative of 212 households laid nine kilometres of new pipe along the valley road and agreed on "
            "a fee of four crowns for each cubic metre."
        ),
    ]


def test_the_index_in_force_and_the_folder_around_stay_as_they_are(run, folder):
    with serving(reply(WATER)) as server:
        run(server, "--yes")
    assert not (folder / "index").exists()
    main(["index"])
    before = {path: path.read_bytes() for path in (folder / "index").rglob("*") if path.is_file()}
    with serving(reply(WATER)) as server:
        run(server, "--yes", "--force")
    assert {path: path.read_bytes() for path in (folder / "index").rglob("*") if path.is_file()} == before


def test_what_an_index_has_embedded_is_not_embedded_again(run, folder, monkeypatch):
    main(["index"])
    embedder = WordEmbedder()
    monkeypatch.setattr("unsqa.finding.embedding.load_embedder", lambda settings: embedder)
    with serving(reply(WATER)) as server:
        run(server, "--yes")
    assert embedder.embedded == []


# What is left out, and why


def test_each_question_left_out_is_counted_by_its_reason(run):
    leaning = {"question": "Who laid it along the valley road?", "lang": "en", "sentences": [2]}
    again = {**WATER, "question": WATER["question"].upper()}
    with serving(reply(WATER, leaning, again)) as server:
        _, _, err = run(server, "--yes")
    assert read_bank(BANK_FILE) == (WATER_LINE,)
    assert last_line(err) == (
        f"Wrote 1 questions (1 en) to {BANK_FILE}; left out: 1 that do not stand alone, 1 that stand twice. "
        "To search with them: unsqa index"
    )


def test_a_question_whose_passage_the_search_does_not_bring_back_is_left_out(run, monkeypatch):
    monkeypatch.setattr("unsqa.answering.searching.N_HITS", 1)  # three passages are all among the first ten
    lost = {"question": "Which boats did the harbour council repair?", "lang": "en", "sentences": [1]}
    with serving(reply(WATER, lost)) as server:
        _, _, err = run(server, "--yes")
    assert read_bank(BANK_FILE) == (WATER_LINE,)
    assert "; left out: 1 that do not bring their passage back. " in err


def test_when_nothing_can_be_used_no_bank_is_written_and_the_remedy_is_said(run):
    with serving(reply({**WATER, "question": "Who paid for it?"})) as server:
        status, _, err = run(server, "--yes")
    assert (status, BANK_FILE.exists()) == (1, False)
    assert last_line(err) == (
        f"unsqa: None of the questions can be used; left out: 1 that do not stand alone. Remove {JOURNAL_FILE} and "
        "choose a larger model with --model-name."
    )


def test_fenced_and_broken_replies_are_read_as_far_as_they_go(run):
    broken = f'Sure!\n```json\n{{"questions": [{json.dumps(WATER)}, {{"question": "Who'
    with serving(lambda n, body: completion(broken if about_water(body) else '```\n{"questions": []}\n```')) as server:
        status, _, _ = run(server, "--yes")
    assert (status, len(server.asked), read_bank(BANK_FILE)) == (0, N_PASSAGES, (WATER_LINE,))


def test_an_unreadable_reply_is_asked_for_once_more_and_its_passage_left_for_another_run(run, monkeypatch):
    monkeypatch.setattr("unsqa.expanding.asking.MAX_UNREADABLE", 2)  # in a row; here a readable one stands between

    def answer(n, body):
        return completion(json.dumps([WATER]) if about_water(body) else "I cannot do that.")

    with serving(answer) as server:
        status, _, err = run(server, "--yes")
        assert (status, len(server.asked)) == (0, 1 + 2 + 2)
        assert read_bank(BANK_FILE) == (WATER_LINE,)
        assert last_line(err) == (
            "2 passages got no readable reply; the same command with --force asks for those again."
        )
        server.answer = lambda n, body: completion(ask_each(body))
        run(server, "--yes", "--force")
        assert len(server.asked) == 5 + 2
    assert WATER_LINE in read_bank(BANK_FILE)
    assert not JOURNAL_FILE.exists()


def test_a_model_that_is_not_up_to_it_is_given_up_before_all_is_spent(run, monkeypatch):
    monkeypatch.setattr("unsqa.expanding.asking.MAX_UNREADABLE", 2)
    with serving(lambda n, body: completion("no")) as server:
        status, _, err = run(server, "--yes")
    assert (status, len(server.asked), BANK_FILE.exists()) == (1, 4, False)
    assert last_line(err) == (
        "unsqa: The model 'tiny' answered 2 passages in a row with no JSON that lists questions. "
        "Choose a larger one with --model-name; finished passages are kept."
    )


# Before anything is sent

COST = "norvik-2021: 3 passages, 3 requests, about N prompt tokens and 1,755 completion tokens."


class Terminal(io.StringIO):
    """Standard input at which someone types."""

    def isatty(self):
        return True


@pytest.mark.parametrize(("typed", "n_asked"), [("y\n", 3), ("YES\n", 3), ("n\n", 0), ("\n", 0), ("", 0)])
def test_at_a_terminal_nothing_is_sent_before_a_yes(run, monkeypatch, typed, n_asked):
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    with serving(reply(WATER)) as server:
        status, _, err = run(server)
    assert (status, len(server.asked), BANK_FILE.exists()) == (0, n_asked, n_asked > 0)
    question = f"Send them to tiny at {server.url}? [y/N] "
    assert hide_tokens(err).startswith(f"{COST}\n{question}")
    assert n_asked or hide_tokens(err) == f"{COST}\n{question}Nothing was sent.\n"


def test_the_cost_is_that_of_the_requests_which_are_then_sent(run):
    with serving(reply(WATER)) as server:
        _, _, err = run(server, "--yes")
    n_bytes = sum(len(message["content"].encode()) for body in server.asked for message in body["messages"])
    assert f" {len(server.asked)} requests, about {-(-n_bytes // 4):,} prompt tokens and " in err


def test_without_a_terminal_the_cost_is_said_and_nothing_sent(run, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    with serving(reply(WATER)) as server:
        status, out, err = run(server)
    said = f"unsqa: Nothing was sent to {server.url}: there is no terminal to ask on. Go ahead with --yes."
    assert (status, out, hide_tokens(err), server.asked) == (1, "", f"{COST}\n{said}\n", [])


def test_without_an_endpoint_the_cost_is_said_and_then_what_to_set(folder, capsys):
    assert main(["expand", "norvik-2021", "--yes"]) == 1
    cost, said = hide_tokens(capsys.readouterr().err).splitlines()
    assert (cost, said.startswith("unsqa: No chat endpoint is set. Set UNSQA_EXPAND_URL, or url under [expand]")) == (
        COST,
        True,
    )


def test_the_endpoint_may_be_set_in_the_settings_file(folder):
    with serving(reply(WATER)) as server:
        settings = f'[expand]\nurl = "{server.url}"\nmodel = "of-file"\nkey = "{KEY}"\n'
        Path("unsqa.toml").write_text(settings, encoding="utf-8")
        assert main(["expand", "norvik-2021", "--yes"]) == 0
    assert ({body["model"] for body in server.asked}, set(server.keys)) == ({"of-file"}, {f"Bearer {KEY}"})


# A bank that is there already


def test_a_bank_that_is_there_is_not_replaced_without_force(run):
    BANK_FILE.write_text(BANK, encoding="utf-8")
    with serving(reply(WATER)) as server:
        status, _, err = run(server, "--yes")
    assert (status, server.asked, BANK_FILE.read_text(encoding="utf-8")) == (1, [], BANK)
    assert err == (
        f"unsqa: {BANK_FILE} is there already, with 1 questions by people and 0 by a model. "
        "With --force those by a model are replaced; those by people stay.\n"
    )


def test_by_force_the_questions_of_a_model_are_replaced_and_those_of_people_stay_as_they_stand(run):
    own = f'{{"lines": [15, 15],   "question": "{WATER["question"]}", "lang": "en"}}\n'
    BANK_FILE.write_text(f'{own}\n{{"question": "Old?", "lang": "en", "lines": [4, 4], "by": "x"}}\n', encoding="utf-8")
    with serving(reply(WATER, SPANISH)) as server:
        status, _, err = run(server, "--yes", "--force")
    assert status == 0
    assert BANK_FILE.read_text(encoding="utf-8").startswith(own)
    assert [question.question for question in read_bank(BANK_FILE)] == [WATER["question"], SPANISH["question"]]
    assert "Wrote 1 questions (1 es) beside 1 by people to" in err
    assert "left out: 1 that stand twice." in err


def test_a_bank_that_cannot_be_read_stops_it_before_anything_is_sent(run):
    BANK_FILE.write_text("not JSON\n", encoding="utf-8")
    with serving(reply(WATER)) as server:
        status, _, err = run(server, "--yes", "--force")
    assert (status, server.asked) == (1, [])
    assert err.startswith(f"unsqa: {BANK_FILE}, line 1 is not ")


# A break in the middle


def test_after_a_break_the_finished_passages_are_not_asked_about_again(run):
    def break_at(number):
        return lambda n, body: (401, {}, "") if n == number else completion(ask_each(body))

    with serving(break_at(3)) as server:
        status, _, err = run(server, "--yes")
        assert (status, BANK_FILE.exists(), len(server.asked)) == (1, False, 3)
        assert err.splitlines()[-2] == (
            f"Finished passages are kept in {JOURNAL_FILE}; the same command goes on from there."
        )
        status, _, err = run(server, "--yes")
        assert (status, len(server.asked)) == (0, 4)
    assert err.startswith("norvik-2021: 3 passages (2 were finished before), 1 requests, about ")
    texts = [units_of(body) for body in server.asked]
    assert texts[2] == texts[3]
    assert len(read_bank(BANK_FILE)) == N_SENTENCES


def test_ctrl_c_keeps_the_finished_passages(run):
    def answer(n, body):
        if n == 2:
            os.kill(os.getpid(), signal.SIGINT)
            return 0, {}, ""
        return completion(ask_each(body))

    with serving(answer) as server:
        status, _, err = run(server, "--yes")
        assert (status, last_line(err), len(JOURNAL_FILE.read_text(encoding="utf-8").splitlines())) == (
            130,
            "unsqa: stopped.",
            1,
        )
        assert run(server, "--yes")[0] == 0
    assert len(server.asked) == 2 + 2
    assert len(read_bank(BANK_FILE)) == N_SENTENCES


def test_a_journal_that_was_cut_short_costs_one_passage(run):
    with serving(lambda n, body: (401, {}, "") if n == 3 else completion(ask_each(body))) as server:
        run(server, "--yes")
        JOURNAL_FILE.write_bytes(JOURNAL_FILE.read_bytes()[:-20])
        run(server, "--yes")
    assert len(server.asked) == 3 + 2
    assert len(read_bank(BANK_FILE)) == N_SENTENCES


def test_a_passage_whose_text_has_changed_is_asked_about_anew(run):
    with serving(lambda n, body: (401, {}, "") if n == 3 else completion(ask_each(body))) as server:
        run(server, "--yes")
        path = NORVIK / "report.txt"
        path.write_text(path.read_text(encoding="utf-8").replace("forty boats", "fifty boats"), encoding="utf-8")
        run(server, "--yes")
    assert len(server.asked) == 3 + 2


def test_a_full_disk_leaves_the_bank_before_as_it_was(run, monkeypatch):
    BANK_FILE.write_text(BANK, encoding="utf-8")

    def fail(number):
        raise OSError(28, "No space left on device")

    with serving(reply(WATER)) as server:
        run(server, "--yes", "--force", key="")
        before = BANK_FILE.read_bytes()
        monkeypatch.setattr("unsqa.expanding.journal.os.fsync", fail)
        status, _, err = run(server, "--yes", "--force")
    assert (status, BANK_FILE.read_bytes()) == (1, before)
    assert last_line(err) == (
        f"unsqa: {JOURNAL_FILE} cannot be written: No space left on device. Free some space or make its folder "
        "writable, then run the same command again; finished passages are kept."
    )


# The check alone


def check(capsys):
    capsys.readouterr()
    status = main(["expand", "norvik-2021", "--check"])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_the_check_names_each_bad_question_and_fails(folder, capsys):
    lines = [
        {"question": BOATS_QUESTION, "lang": "en", "lines": [4, 4]},
        {"question": f"{BOATS_QUESTION.lower()}!", "lang": "en", "lines": [4, 4]},
        {"question": "Who paid for it?", "lang": "en", "lines": [4, 5]},
        {"question": "Who trained the pilots?", "lang": "en", "lines": [900, 901]},
    ]
    BANK_FILE.write_text("\n\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert check(capsys) == (
        1,
        (
            f"{BANK_FILE}, line 3: stands twice (as line 1): {BOATS_QUESTION.lower()}!\n"
            f"{BANK_FILE}, line 5: does not stand alone (it): Who paid for it?\n"
            f"{BANK_FILE}, line 7: has dead lines (900-901): Who trained the pilots?\n"
        ),
        "4 questions checked; 3 are to be mended.\n",
    )


def test_what_the_check_prints_cannot_steer_the_terminal(folder, capsys):
    question = {"question": "Who paid\x1b for it \ud83d?", "lang": "en", "lines": [4, 5]}
    BANK_FILE.write_text(json.dumps(question), encoding="utf-8")
    assert check(capsys)[1] == (f"{BANK_FILE}, line 1: does not stand alone (it): Who paid\ufffd for it \ufffd?\n")


def test_the_check_passes_a_sound_bank(folder, capsys):
    BANK_FILE.write_text(BANK, encoding="utf-8")
    assert check(capsys) == (0, "", "1 questions checked; all are sound.\n")


def test_a_report_without_a_bank_has_nothing_to_check(folder, capsys):
    said = f"{NORVIK} has no question bank to check. Write questions.jsonl there, or run: unsqa expand norvik-2021"
    assert check(capsys) == (1, "", f"unsqa: {said}\n")


# Which report


def test_a_report_is_named_by_itself_by_its_folder_or_by_its_text(folder):
    for name in ("norvik-2021", str(NORVIK), str(NORVIK / "report.txt")):
        assert find_folder(name, Path("corpus")) == NORVIK


def test_the_working_folder_may_be_the_report(folder, monkeypatch):
    monkeypatch.chdir(NORVIK)
    with serving(reply(WATER)) as server:
        assert main(["expand", ".", "--url", server.url, "--model-name", "tiny", "--yes"]) == 0
    assert read_bank(Path("questions.jsonl")) == (WATER_LINE,)


def test_a_file_outside_a_corpus_has_no_place_for_questions(folder, capsys):
    Path("paper.pdf").touch()
    assert main(["expand", "paper.pdf", "--check"]) == 1
    assert capsys.readouterr().err == (
        "unsqa: paper.pdf is in no report's folder, so there is no place for its questions. Put it into one, as in "
        f"{Path('corpus') / 'paper' / 'report.pdf'}, with a report.toml beside it that gives title and language.\n"
    )
    with pytest.raises(CorpusError, match="There is no report 'none'"):
        find_folder("none", Path("corpus"))
