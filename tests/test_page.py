"""The chat page, driven by Streamlit's AppTest over app.py: what stands on it after each thing a person does."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html import escape, unescape
from pathlib import Path

import pytest
import streamlit as st
from doubles import WordEmbedder
from google.protobuf.json_format import MessageToDict
from small import (
    BOATS_QUESTION,
    TREES_QUESTION,
    UNANSWERED_QUESTION,
    make_assistant,
    use_word_embedder,
    write_small_corpus,
)
from streamlit.testing.v1 import AppTest

from unsqa.answering.assistant import Assistant
from unsqa.finding.build import build_index
from unsqa.settings import FIELDS, load_settings
from unsqa.types import Turn
from unsqa.types.answer import Filters
from unsqa.web.render import answer_html
from unsqa.web.session import NAMES
from unsqa.web.strings import load_strings, tell

APP = Path(__file__).parents[1] / "app.py"
LEAD = (
    "Ask in English or Spanish what the United Nations report: the answer is their own sentences, each with its page."
)
EMPTY = "The question is empty. Type a question, such as: What was done for refugees?"
FOLLOW_UP = "And who repaired them?"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Work in an empty folder whose corpus and index the page uses, with the double in the model's place."""
    for name in FIELDS:
        monkeypatch.delenv(f"UNSQA_{name.upper()}", raising=False)
    monkeypatch.setenv("UNSQA_CORPUS", str(tmp_path / "corpus"))
    monkeypatch.setenv("UNSQA_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("UNSQA_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    use_word_embedder(monkeypatch)
    st.cache_resource.clear()
    yield tmp_path
    st.cache_resource.clear()


@pytest.fixture
def assistant(folder):
    """Write and index the small corpus; return an assistant of its own over it."""
    return make_assistant(folder)


def rebuild(folder):
    build_index(folder / "corpus", folder / "index", WordEmbedder(), model="words")


def replace_in(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def open_page():
    return AppTest.from_file(str(APP), default_timeout=20).run()


def type_in(page, question):
    return page.chat_input[0].set_value(question).run()


def bodies(block):
    """Return the HTML blocks within a block, but not the style sheet."""
    found = [element.proto.body for element in block.get("html")]
    return [body for body in found if not body.startswith("<style>")]


def talk(page):
    """Return the conversation on the page: (who, HTML) of each message, without the related questions."""
    assert list(page.exception) == []
    return [
        (message.name, *(body for body in bodies(message) if "unsqa-related" not in body))
        for message in page.chat_message
    ]


def buttons(page, start):
    """Return the labels of the buttons whose keys begin so."""
    return [button.label for button in page.button if button.key.startswith(start)]


def speak_spanish(page):
    page.session_state["language"] = "es"
    return page.run()


def turn(question, answer, assistant, number):
    """Return the two messages that an answered question should leave on the page."""
    html = answer_html(answer, assistant.documents, str(number))
    return [("user", f'<p class="unsqa-question">{escape(question)}</p>'), ("assistant", html)]


def notice(text):
    return f'<p class="unsqa-notice" role="alert">{escape(text)}</p>'


# The first screen


def test_the_first_screen_shows_the_titles_of_the_reports_and_an_empty_conversation(assistant):
    page = open_page()
    titles = (
        '<li lang="en">United Nations in Norvik: Results 2021</li>'
        '<li lang="es">Naciones Unidas en Sierra Alta: Informe 2021</li>'
    )
    lead = (
        f'<p class="unsqa-lead">{LEAD}</p><p class="unsqa-quiet">Reports at hand:</p>'
        f'<ul class="unsqa-reports">{titles}</ul><p class="unsqa-quiet">For example:</p>'
    )
    assert [title.value for title in page.title] == ["Ask the reports"]
    assert [body for body in bodies(page.main) if "<script>" not in body] == [lead]
    assert [field.placeholder for field in page.chat_input] == ["Ask the reports"]
    assert talk(page) == []


def test_the_first_screen_offers_the_examples_in_the_language_of_the_page_as_plain_text(assistant):
    page = open_page()
    assert buttons(page, "example-") == [BOATS_QUESTION, r"What does a litre of water cost \(\$ or \*\)?"]
    speak_spanish(page)
    assert buttons(page, "example-") == ["¿Cuántas familias plantaron castaños?"]


def test_an_example_with_a_theme_stands_under_it(assistant, folder):
    themed = 'examples = [{ theme = "Sea & *land*", question = "Who sank forty boats?" }, '
    replace_in(folder / "corpus" / "norvik-2021" / "report.toml", "examples = [", themed)
    rebuild(folder)
    page = open_page()
    assert buttons(page, "example-")[0] == "**Sea \\& \\*land\\***  \nWho sank forty boats?"
    page.button(key="example-0").click().run()
    assert talk(page)[0] == ("user", '<p class="unsqa-question">Who sank forty boats?</p>')


def test_at_most_six_examples_are_offered(assistant, folder):
    questions = ", ".join(f'"Question {number}?"' for number in range(9))
    replace_in(folder / "corpus" / "sierra-2021" / "report.toml", "examples = [", f"examples = [{questions}, ")
    rebuild(folder)
    labels = buttons(open_page(), "example-")
    assert labels[2:] == ["Question 0?", "Question 1?", "Question 2?", "Question 3?"]


def test_markup_in_a_title_is_shown_and_not_obeyed(folder):
    write_small_corpus(folder)
    replace_in(folder / "corpus" / "norvik-2021" / "report.toml", "Norvik: Results", "<script>x</script> & *Norvik*:")
    rebuild(folder)
    assert ">United Nations in &lt;script&gt;x&lt;/script&gt; &amp; *Norvik*: 2021<" in bodies(open_page().main)[0]


def test_an_example_that_two_reports_share_is_offered(assistant, folder):
    replace_in(folder / "corpus" / "sierra-2021" / "report.toml", "examples = [", f'examples = ["{BOATS_QUESTION}", ')
    rebuild(folder)
    page = open_page()
    assert list(page.exception) == []
    assert BOATS_QUESTION in [button.label for button in page.button]


# Asking


def test_a_typed_question_is_answered_on_the_page(assistant):
    page = type_in(open_page(), BOATS_QUESTION)
    assert talk(page) == turn(BOATS_QUESTION, assistant.ask(BOATS_QUESTION), assistant, 0)


def test_earlier_turns_stay_on_the_page(assistant):
    page = open_page()
    questions = [BOATS_QUESTION, TREES_QUESTION, UNANSWERED_QUESTION]
    for question in questions:
        type_in(page, question)
    expected = [
        message
        for number, question in enumerate(questions)
        for message in turn(question, assistant.ask(question), assistant, number)
    ]
    assert talk(page) == expected
    assert talk(page.run()) == expected


def test_a_follow_up_is_searched_with_the_earlier_question(assistant):
    page = type_in(type_in(open_page(), BOATS_QUESTION), FOLLOW_UP)
    answer = assistant.ask(FOLLOW_UP, [Turn(BOATS_QUESTION)])
    assert answer.query.text == f"{BOATS_QUESTION} Who repaired them?"
    assert talk(page)[2:] == turn(FOLLOW_UP, answer, assistant, 1)


def test_anchors_on_the_page_are_all_different(assistant):
    page = type_in(type_in(open_page(), BOATS_QUESTION), BOATS_QUESTION)
    html = "".join(body for _, body in talk(page))
    found = re.findall(r' id="([^"]*)"', html)
    assert sorted(found) == [
        *("source-0-1", "source-0-2", "source-1-1", "source-1-2"),
        *("tip-0-0", "tip-0-1", "tip-1-0", "tip-1-1"),
    ]


def test_a_clicked_example_is_asked_and_the_examples_go(assistant):
    page = open_page()
    page.button(key="example-0").click().run()
    expected = turn(BOATS_QUESTION, assistant.ask(BOATS_QUESTION), assistant, 0)
    assert (talk(page), buttons(page, "example-")) == (expected, [])
    assert (talk(page.run()), buttons(page, "example-")) == (expected, [])


def test_a_clicked_example_is_asked_as_it_is_written_not_as_it_is_escaped(assistant):
    page = open_page()
    page.button(key="example-1").click().run()
    assert talk(page)[0] == ("user", '<p class="unsqa-question">What does a litre of water cost ($ or *)?</p>')


def test_the_examples_go_when_a_question_was_typed(assistant):
    page = type_in(open_page(), UNANSWERED_QUESTION)
    assert buttons(page, "example-") == []


def test_a_question_of_nothing_gets_the_words_of_the_error_and_the_talk_goes_on(assistant):
    page = type_in(type_in(open_page(), BOATS_QUESTION), "  ")
    first = turn(BOATS_QUESTION, assistant.ask(BOATS_QUESTION), assistant, 0)
    assert talk(page) == [*first, ("user", '<p class="unsqa-question">  </p>'), ("assistant", notice(EMPTY))]
    type_in(page, TREES_QUESTION)
    assert talk(page) == first + turn(TREES_QUESTION, assistant.ask(TREES_QUESTION), assistant, 1)


def test_markup_in_a_question_is_shown_and_not_obeyed(assistant):
    question = "<script>alert(1)</script> **boats** $x$ & \"nets\" <img src=x onerror='alert(2)'>?"
    page = type_in(open_page(), question)
    html = (
        '<p class="unsqa-question">&lt;script&gt;alert(1)&lt;/script&gt; **boats** $x$ &amp; &quot;nets&quot; '
        "&lt;img src=x onerror=&#x27;alert(2)&#x27;&gt;?</p>"
    )
    assert talk(page)[0] == ("user", html)
    assert talk(page)[1:] == turn(question, assistant.ask(question), assistant, 0)[1:]
    type_in(page, f"And {question}")  # is searched together with it, and says so
    assert [body for _, body in talk(page) if re.search("<(script|img)", body)] == []


# Related questions


@pytest.fixture
def related(assistant, monkeypatch):
    """Give every answer three related questions and one too many."""
    ask = Assistant.ask

    def ask_with_related(self, question, *others):
        answer = ask(self, question, *others)
        return replace(answer, related=(BOATS_QUESTION, TREES_QUESTION, f"Is *{question}* $1?", "A fourth?"))

    monkeypatch.setattr(Assistant, "ask", ask_with_related)
    return assistant


def chips(page):
    return buttons(page, "related-")


def questions(page):
    return [re.sub("<[^>]*>", "", body) for who, body, *_ in talk(page) if who == "user"]


def test_related_questions_are_offered_under_the_last_answer_only(related):
    page = type_in(open_page(), TREES_QUESTION)
    escaped = r"Is \*¿Cuántas familias plantaron castaños y robles en las parcelas más dañadas?\* \$1?"
    assert chips(page) == [BOATS_QUESTION, TREES_QUESTION, escaped]
    assert chips(page.run()) == [BOATS_QUESTION, TREES_QUESTION, escaped]
    type_in(page, UNANSWERED_QUESTION)
    assert chips(page) == [BOATS_QUESTION, TREES_QUESTION, r"Is \*Which guitar strings last longest?\* \$1?"]
    lines = [bodies(message)[1:] for message in page.run().chat_message]
    assert lines == [[], [], [], ['<p class="unsqa-related" lang="en">You could ask:</p>']]


def test_a_clicked_related_question_is_asked_as_it_is_written(related):
    page = type_in(open_page(), "boats")
    page.button(key="related-0-2").click().run()
    assert questions(page) == ["boats", "Is *boats* $1?"]
    page.button(key="related-1-0").click().run()
    assert questions(page) == ["boats", "Is *boats* $1?", BOATS_QUESTION]
    assert (questions(page.run()), len(chips(page))) == (["boats", "Is *boats* $1?", BOATS_QUESTION], 3)


def test_without_related_questions_there_is_nothing_below_an_answer(assistant, monkeypatch):
    ask = Assistant.ask
    monkeypatch.setattr(Assistant, "ask", lambda self, *asked: replace(ask(self, *asked), related=()))
    page = type_in(open_page(), BOATS_QUESTION)
    assert (chips(page), [len(bodies(message)) for message in page.chat_message]) == ([], [1, 1])


# Filters


def fields(page):
    """Return the fields of the sidebar: the label of each, what it offers and what is chosen."""
    return [(field.label, list(field.options), list(field.value)) for field in page.sidebar.multiselect]


def choose(page, label, *values):
    return next(field for field in page.sidebar.multiselect if field.label == label).set_value(list(values)).run()


def remain(page):
    return [re.sub("<[^>]*>", "", body) for body in bodies(page.sidebar)]


HEADINGS = ["FISHING HARBOURS", "DRINKING WATER", "NIGHT SCHOOLS", "BOSQUES DE ALTURA", "RADIO COMUNITARIA"]


def test_the_sidebar_offers_what_tells_the_passages_apart(assistant):
    page = open_page()
    assert fields(page) == [
        ("Report", ["norvik-2021", "sierra-2021"], []),
        ("Section", HEADINGS, []),
        ("Agency", ["FAO", "IFAD", "ILO"], []),
        ("Language", ["en", "es"], []),
    ]
    assert (remain(page), len(page.sidebar.button)) == (["5 of 5 passages remain"], 0)


def test_one_report_is_no_choice(assistant, folder):
    shutil.rmtree(folder / "corpus" / "norvik-2021")
    rebuild(folder)
    assert fields(open_page()) == [("Section", HEADINGS[3:], [])]


def test_a_question_is_asked_under_the_filters_which_stay(assistant):
    page = choose(choose(open_page(), "Language", "es"), "Section", "BOSQUES DE ALTURA")
    assert remain(page) == ["1 of 5 passages remain"]
    type_in(page, BOATS_QUESTION)
    filters = Filters(headings=("BOSQUES DE ALTURA",), languages=("es",))
    expected = turn(BOATS_QUESTION, assistant.ask(BOATS_QUESTION, filters=filters), assistant, 0)
    assert (talk(page), remain(page)) == (expected, ["1 of 5 passages remain"])
    type_in(page, TREES_QUESTION)
    assert talk(page)[2:] == turn(TREES_QUESTION, assistant.ask(TREES_QUESTION, filters=filters), assistant, 1)


def test_filters_that_leave_nothing_are_said_where_the_question_is_answered(assistant):
    page = type_in(choose(choose(open_page(), "Language", "es"), "Agency", "FAO"), BOATS_QUESTION)
    assert remain(page) == ["0 of 5 passages remain"]
    assert "The one that leaves nothing is agency FAO: passages left without it: 2." in talk(page)[1][1]


def test_one_click_clears_all_filters(assistant):
    page = choose(choose(open_page(), "Language", "es"), "Agency", "FAO", "ILO")
    page.sidebar.button[0].click().run()
    assert [value for _, _, value in fields(page)] == [[], [], [], []]
    assert (remain(page), len(page.sidebar.button)) == (["5 of 5 passages remain"], 0)


def test_filters_outlast_an_error_and_a_new_build_that_lacks_some(assistant, folder):
    page = choose(choose(open_page(), "Agency", "FAO"), "Language", "en")
    replace_in(folder / "corpus" / "norvik-2021" / "report.txt", "FAO, IFAD, and ILO", "WFP, IFAD, and ILO")
    page.run()
    assert "The index is older than the corpus" in bodies(page.main)[0]
    rebuild(folder)
    page.run()
    assert list(page.exception) == []
    assert [(label, value) for label, _, value in fields(page)] == [
        ("Report", []),
        ("Section", []),
        ("Agency", []),
        ("Language", ["en"]),
    ]


# The index


def assert_notice_only(page, text):
    """Check that the page shows this error and nothing else: no field, no example, no traceback."""
    assert list(page.exception) == []
    assert bodies(page.main) == [notice(text)]
    assert (len(page.chat_input), len(page.button)) == (0, 0)


def test_without_an_index_the_page_says_how_to_build_one(folder):
    write_small_corpus(folder)
    assert_notice_only(open_page(), f"There is no index in {folder / 'index'}. Build it with: unsqa index")


def test_a_damaged_index_is_named_with_the_remedy(assistant, folder):
    path = next((folder / "index").glob("build-*")) / "passages.jsonl"
    path.write_bytes(path.read_bytes()[:-9])
    assert_notice_only(open_page(), f"{path} is not as unsqa wrote it. Build it again with: unsqa index")


def test_a_damaged_manifest_is_named_with_the_remedy(assistant, folder):
    path = folder / "index" / "manifest.json"
    path.write_bytes(path.read_bytes()[:99])
    assert_notice_only(open_page(), f"{path} is not as unsqa wrote it. Build it again with: unsqa index")


def test_a_stale_index_is_said_with_the_remedy(assistant, folder):
    shutil.rmtree(folder / "corpus" / "sierra-2021")
    said = "The index is older than the corpus: sierra-2021/report.toml was removed (and 1 more)."
    assert_notice_only(open_page(), f"{said} Build it again with: unsqa index")


def test_settings_that_cannot_be_used_are_said(assistant, folder):
    (folder / "unsqa.toml").write_text("index = 3", encoding="utf-8")
    expected = 'unsqa.toml sets index to 3; a text in quotes was expected, as in index = "...".'
    assert_notice_only(open_page(), expected)


def test_the_page_recovers_once_the_index_is_built(folder):
    write_small_corpus(folder)
    page = open_page()
    rebuild(folder)
    assert len(page.run().chat_input) == 1


def test_a_new_build_is_loaded_without_a_new_start(assistant, folder):
    page = type_in(open_page(), BOATS_QUESTION)
    replace_in(folder / "corpus" / "norvik-2021" / "report.txt", "fund for rural credit", "bank of rural credit")
    rebuild(folder)
    page = type_in(page, BOATS_QUESTION)
    renewed = Assistant.open(load_settings())
    assert "the bank of rural credit repaired 31 fishing boats" in renewed.ask(BOATS_QUESTION).text
    assert talk(page)[2:] == turn(BOATS_QUESTION, renewed.ask(BOATS_QUESTION), renewed, 1)


def test_an_earlier_answer_stays_when_its_report_has_left_the_corpus(assistant, folder):
    page = type_in(open_page(), BOATS_QUESTION)
    shutil.rmtree(folder / "corpus" / "norvik-2021")
    rebuild(folder)
    page.run()
    assert talk(page) == turn(BOATS_QUESTION, assistant.ask(BOATS_QUESTION), assistant, 0)


def test_a_corpus_that_changes_under_a_running_page_is_said_before_the_next_answer(assistant, folder):
    page = type_in(open_page(), BOATS_QUESTION)
    replace_in(
        folder / "corpus" / "norvik-2021" / "report.txt", "repaired 31 fishing boats", "repaired 97 fishing boats"
    )
    page.run()
    assert_notice_only(
        page,
        "The index is older than the corpus: norvik-2021/report.txt has changed. Build it again with: unsqa index",
    )
    rebuild(folder)
    assert "repaired 97 fishing boats" in str(talk(type_in(page.run(), BOATS_QUESTION))[-1])


# The language of the page


def said(shape):
    """Return every text within what is drawn, those of HTML without their tags."""
    if isinstance(shape, str):
        return [unescape(text).strip() for text in re.split("<[^>]*>", shape)]
    inner = shape.values() if isinstance(shape, dict) else shape if isinstance(shape, list) else ()
    return [text for one in inner for text in said(one)]


def on_page(page):
    """Return every text on a page and its sidebar."""
    parts = [part.proto for block in (page.main, page.sidebar) for part in block if part.proto]
    return {text for part in parts for text in said(MessageToDict(part))}


@pytest.mark.parametrize(
    ("language", "other", "asked"),
    [
        ("en", "es", [BOATS_QUESTION, UNANSWERED_QUESTION]),
        ("es", "en", [TREES_QUESTION, "¿Qué cuerdas de guitarra duran más?"]),
    ],
)
def test_every_text_of_the_page_is_in_the_chosen_language(assistant, language, other, asked):
    page = open_page()
    page.session_state["language"] = language
    shown = on_page(page.run())
    for question in asked:
        shown |= on_page(type_in(page, question))
    thumb = next(element.key for element in page.feedback)
    shown |= on_page(page.feedback(key=thumb).set_value(1).run())
    texts = [text for text in load_strings().values() if text["en"] != text["es"]]
    foreign = {text[other] for text in texts} - {text[language] for text in texts} - {*NAMES.values()}
    assert shown & foreign == set()
    names = ["lead", "examples", "placeholder", "new", "take_away", "filters", "all", "earlier", "keep", "keep_help"]
    names += ["edit", "edit_label", "ask_again", "rate", "comment", "rated", "copy_answer", "open", "why", "why_lead"]
    assert {tell(f"chat.{name}", language) for name in names} <= shown
