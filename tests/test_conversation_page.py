"""The chat page beyond asking: conversations kept, edited, rated and taken away; AppTest over app.py."""

from __future__ import annotations

import re
import sqlite3
from functools import partial

import pytest
import streamlit as st
from small import BOATS_QUESTION, TREES_QUESTION, UNANSWERED_QUESTION
from streamlit.testing.v1 import AppTest
from test_page import (  # noqa: F401  (assistant and folder are fixtures)
    APP,
    FOLLOW_UP,
    assistant,
    bodies,
    folder,
    notice,
    open_page,
    rebuild,
    speak_spanish,
    talk,
    turn,
    type_in,
)

from unsqa.exporting.conversation import FORMATS
from unsqa.keeping.conversations import Conversations, where
from unsqa.settings import load_settings
from unsqa.types import Turn
from unsqa.web.strings import tell


@pytest.fixture
def page(assistant):  # noqa: F811
    """Return the page after two questions, the second a follow-up."""
    return type_in(type_in(open_page(), BOATS_QUESTION), FOLLOW_UP)


def kept():
    return Conversations(where(load_settings()))


def questions(page):
    return [re.sub("<[^>]*>", "", body) for who, body, *_ in talk(page) if who == "user"]


def labels(page, start):
    return [button.label for button in page.button if button.key and button.key.startswith(start)]


def edit(page, number, question):
    """Ask a question of the conversation again, in other words."""
    next(field for field in page.text_area if field.key.endswith(f"-{number}")).set_value(question)
    return [button for button in page.button if button.label == "Ask again"][number].click().run()


def click(page, start):
    return next(button for button in page.button if button.key and button.key.startswith(start)).click().run()


# Kept, gone back to, deleted


def test_a_conversation_is_listed_and_comes_back_in_another_session_as_it_was(page):
    before = talk(page)
    another = open_page()
    assert (labels(another, "open-"), talk(another)) == ([BOATS_QUESTION], [])
    assert talk(click(another, "open-")) == before
    type_in(another, TREES_QUESTION)
    assert [one.n_turns for one in kept().list("")] == [3]


def test_a_new_conversation_begins_empty_and_is_kept_beside_the_first(page):
    click(page, "new")
    assert talk(page) == []
    type_in(page, TREES_QUESTION)
    assert questions(page) == [TREES_QUESTION]
    assert [(one.title, one.n_turns) for one in kept().list("")] == [(TREES_QUESTION, 1), (BOATS_QUESTION, 2)]


def test_a_deleted_conversation_is_gone_from_the_file_and_the_page(page):
    click(page, "delete-")
    assert (talk(page), labels(page, "open-"), kept().list("")) == ([], [], ())


def test_all_are_deleted_at_once(page):
    type_in(click(page, "new"), TREES_QUESTION)
    page.button(key="delete-all").click().run()
    assert (talk(page), kept().list("")) == ([], ())


def test_with_the_switch_off_nothing_is_kept(assistant):  # noqa: F811
    page = open_page()
    page.toggle(key="keep").set_value(False).run()
    type_in(page, BOATS_QUESTION)
    assert (questions(page), labels(page, "open-"), kept().list("")) == ([BOATS_QUESTION], [], ())
    page.toggle(key="keep").set_value(True).run()
    type_in(page, TREES_QUESTION)
    assert [(one.title, one.n_turns) for one in kept().list("")] == [(TREES_QUESTION, 1)]


def test_where_nothing_may_be_kept_there_is_neither_list_nor_switch_nor_file(assistant, folder, monkeypatch):  # noqa: F811
    monkeypatch.setenv("UNSQA_KEEP", "false")
    page = type_in(open_page(), BOATS_QUESTION)
    assert [caption.value for caption in page.sidebar.caption] == ["Nothing you ask here is kept."]
    assert (len(page.toggle), labels(page, "open-"), (folder / "data").exists()) == (0, [], False)


def test_a_file_that_is_held_by_another_is_said_and_the_answer_stands(assistant, monkeypatch):  # noqa: F811
    page = type_in(open_page(), BOATS_QUESTION)
    monkeypatch.setattr("unsqa.keeping.conversations.Conversations.save", raise_keeping_error)
    type_in(page, TREES_QUESTION)
    assert questions(page) == [BOATS_QUESTION, TREES_QUESTION]
    assert any("The disk is full" in body for body in bodies(page.main))


def raise_keeping_error(*_arguments):
    from unsqa.errors import KeepingError

    raise KeepingError("The disk is full. Free some space.")


def test_an_answer_whose_report_has_left_says_so(page, folder):  # noqa: F811
    import shutil

    shutil.rmtree(folder / "corpus" / "norvik-2021")
    rebuild(folder)
    again = click(open_page(), "open-")
    gone = notice(tell("chat.gone", "en"))
    assert [gone in body for who, *rest in talk(again) for body in rest if who == "assistant"] == [True, True]


# Edited, rated, taken away


def test_an_edited_question_is_asked_again_and_what_came_after_is_left_out(page, assistant):  # noqa: F811
    edit(page, 0, TREES_QUESTION)
    assert talk(page) == turn(TREES_QUESTION, assistant.ask(TREES_QUESTION), assistant, 0)
    assert [one.title for one in kept().list("")] == [TREES_QUESTION, BOATS_QUESTION]


def test_an_edited_question_is_asked_after_those_before_it(page, assistant):  # noqa: F811
    edit(page, 1, "And who sank them?")
    answer = assistant.ask("And who sank them?", [Turn(BOATS_QUESTION)])
    assert answer.query.text == f"{BOATS_QUESTION} Who sank them?"
    assert talk(page)[2:] == turn("And who sank them?", answer, assistant, 1)


def test_an_edited_question_that_cannot_be_answered_takes_nothing_away(page):
    before = talk(page)
    edit(page, 0, "  ")
    assert "The question is empty" in talk(page)[-1][1]
    assert talk(page.run()) == before
    assert [(one.title, one.n_turns) for one in kept().list("")] == [(BOATS_QUESTION, 2)]


def test_the_field_for_editing_holds_the_question_of_the_conversation_on_the_page(page):
    edit(type_in(click(page, "new"), TREES_QUESTION), 0, UNANSWERED_QUESTION)
    page.button(key=f"open-{kept().list('')[-1].id}").click().run()
    assert questions(page) == [field.value for field in page.text_area] == [BOATS_QUESTION, FOLLOW_UP]


def test_a_thumb_and_a_word_are_kept_with_the_question(page):
    (one,) = kept().list("")
    page.feedback(key=f"thumb-{one.id}-1").set_value(0).run()
    page.text_input(key=f"comment-{one.id}-1").set_value("not who").run()
    found = kept().ratings("", one.id)
    assert {number: (rating.thumb, rating.comment) for number, rating in found.items()} == {1: ("down", "not who")}


def test_a_conversation_can_be_taken_away_in_every_format_once_there_is_one(page, assistant, monkeypatch):  # noqa: F811
    assert list(open_page().get("download_button")) == []
    taken, draw = {}, st.download_button

    def take(label, data, name, mime, **options):
        taken[label] = (name, mime, data())
        return draw(label, data, name, mime, **options)

    monkeypatch.setattr("streamlit.download_button", take)
    page.run()
    (one,) = kept().list("")
    write = {form.name["en"]: partial(form.write, kept().load(one.id, "")) for form in FORMATS.values()}
    assert list(taken) == list(write) == ["Markdown", "Word", "PDF"]
    assert taken == {
        form.name["en"]: (f"unsqa{form.suffix}", form.mime, write[form.name["en"]](assistant.documents, "en"))
        for form in FORMATS.values()
    }


# Addresses, languages, limits


def test_a_question_in_the_address_is_asked_on_arrival_and_once(assistant):  # noqa: F811
    page = AppTest.from_file(str(APP), default_timeout=20)
    page.query_params["q"] = BOATS_QUESTION
    page.run()
    expected = turn(BOATS_QUESTION, assistant.ask(BOATS_QUESTION), assistant, 0)
    assert talk(page) == expected
    assert talk(page.run()) == expected
    type_in(page, UNANSWERED_QUESTION)
    assert (questions(page), dict(page.query_params)) == ([BOATS_QUESTION, UNANSWERED_QUESTION], {})


def test_a_question_in_the_address_is_not_asked_again_in_a_new_conversation(assistant):  # noqa: F811
    page = AppTest.from_file(str(APP), default_timeout=20)
    page.query_params["q"] = BOATS_QUESTION
    click(page.run(), "new")
    assert (talk(page), dict(page.query_params)) == ([], {})


def test_the_whole_page_speaks_spanish_once_it_is_chosen(page):
    speak_spanish(page)
    shown = {
        *(button.label for button in page.button if button.label and not button.key.startswith(("open-", "related-"))),
        *(field.label for field in page.sidebar.multiselect),
        *(toggle.label for toggle in page.toggle),
        *(heading.value for heading in page.subheader),
        *(field.placeholder for field in page.chat_input),
    }
    assert shown == {
        *("Nueva conversación", "Preguntar de nuevo"),
        *("Informe", "Sección", "Agencia", "Idioma", "Buscar solo en", "Conversaciones anteriores"),
        *("Guardar las conversaciones en esta computadora", "Pregunte a los informes"),
    }


def test_whoever_asks_too_often_in_a_public_app_is_told_when_to_go_on(assistant, monkeypatch):  # noqa: F811
    monkeypatch.setenv("UNSQA_PUBLIC", "true")
    monkeypatch.setenv("UNSQA_QUESTIONS_PER_MINUTE", "1")
    monkeypatch.setattr("unsqa.web.visitor.asker_of", lambda _person, _address: "one address")  # AppTest has none
    page = type_in(type_in(open_page(), BOATS_QUESTION), TREES_QUESTION)
    said = talk(page)[-1][1]
    assert re.search(r"That was 1 questions in a minute, .* Ask again in \d+ seconds\.", said)
    assert questions(page) == [BOATS_QUESTION, TREES_QUESTION]


def test_the_file_is_the_one_of_the_settings(page):
    file = sqlite3.connect(where(load_settings()))
    assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    file.close()
