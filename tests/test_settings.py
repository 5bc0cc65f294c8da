"""Settings: default < unsqa.toml < environment < option, and what is not a setting is said."""

from __future__ import annotations

import re

import pytest

from unsqa.errors import InputError
from unsqa.settings import Settings, load_settings


def write_toml(folder, text):
    (folder / "unsqa.toml").write_text(text, encoding="utf-8")


def test_without_file_environment_and_options_the_defaults_hold(tmp_path):
    assert load_settings(tmp_path, {}) == Settings(
        corpus="corpus", index="index", model="multilingual-e5-small", query_prefix="", passage_prefix=""
    )


def test_the_file_sets_what_it_names_and_leaves_the_rest(tmp_path):
    write_toml(tmp_path, 'corpus = "informes"\nquery_prefix = "query: "\n')
    assert load_settings(tmp_path, {}) == Settings(corpus="informes", query_prefix="query: ")


def test_the_file_of_the_working_folder_is_read_when_no_folder_is_named(tmp_path, monkeypatch):
    write_toml(tmp_path, 'index = "elsewhere"')
    monkeypatch.chdir(tmp_path)
    assert load_settings(environment={}) == Settings(index="elsewhere")


def test_the_environment_of_the_process_is_read_when_none_is_given(tmp_path, monkeypatch):
    monkeypatch.setenv("UNSQA_PASSAGE_PREFIX", "passage: ")
    assert load_settings(tmp_path).passage_prefix == "passage: "


def test_the_environment_wins_over_the_file_setting_by_setting(tmp_path):
    write_toml(tmp_path, 'corpus = "of-file"\nmodel = "of-file"\n')
    found = load_settings(tmp_path, {"UNSQA_MODEL": "of-environment", "UNSQA_OTHER": "not ours", "MODEL": "not ours"})
    assert found == Settings(corpus="of-file", model="of-environment")


def test_an_empty_variable_counts_as_not_set(tmp_path):
    write_toml(tmp_path, 'model = "of-file"')
    assert load_settings(tmp_path, {"UNSQA_MODEL": ""}) == Settings(model="of-file")


def test_options_win_over_the_environment_and_none_is_no_option(tmp_path):
    write_toml(tmp_path, 'corpus = "of-file"\nindex = "of-file"\nmodel = "of-file"\n')
    environment = {"UNSQA_INDEX": "of-environment", "UNSQA_MODEL": "of-environment"}
    found = load_settings(tmp_path, environment, corpus=None, index=None, model="of-option")
    assert found == Settings(corpus="of-file", index="of-environment", model="of-option")


def test_a_name_that_is_no_setting_is_named_with_those_that_are(tmp_path):
    write_toml(tmp_path, 'modell = "x"')
    expected = (
        f"{tmp_path / 'unsqa.toml'} sets 'modell', which is not a setting. "
        "The settings are: corpus, index, model, query_prefix, passage_prefix, reranker, "
        "processes, ray_address, store, milvus_address, milvus_token, milvus_collection, "
        "expand_url, expand_model, expand_key, data, keep, public, sign_in, questions_per_minute."
    )
    with pytest.raises(InputError, match=f"^{re.escape(expected)}$"):
        load_settings(tmp_path, {})


@pytest.mark.parametrize(
    ("line", "value"), [("index = 3", "3"), ('index = ["a"]', "['a']"), ('[index]\na = "b"', "{'a': 'b'}")]
)
def test_a_value_that_is_no_text_is_shown_with_what_was_expected(tmp_path, line, value):
    write_toml(tmp_path, line)
    expected = f'{tmp_path / "unsqa.toml"} sets index to {value}; a text in quotes was expected, as in index = "...".'
    with pytest.raises(InputError, match=f"^{re.escape(expected)}$"):
        load_settings(tmp_path, {})


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('public = "yes"', "public to 'yes'; true or false was expected, as in public = true."),
        ("public = 1", "public to 1; true or false was expected, as in public = true."),
        (
            'questions_per_minute = "30"',
            "questions_per_minute to '30'; a whole number, 0 or more, was expected, as in questions_per_minute = 30.",
        ),
        (
            "questions_per_minute = -1",
            "questions_per_minute to -1; a whole number, 0 or more, was expected, as in questions_per_minute = 30.",
        ),
        (
            "questions_per_minute = true",
            "questions_per_minute to True; a whole number, 0 or more, was expected, as in questions_per_minute = 30.",
        ),
    ],
)
def test_a_switch_or_a_number_of_another_type_is_shown_with_what_was_expected(tmp_path, line, said):
    write_toml(tmp_path, line)
    expected = f"{tmp_path / 'unsqa.toml'} sets {said}"
    with pytest.raises(InputError, match=f"^{re.escape(expected)}$"):
        load_settings(tmp_path, {})


def test_switches_and_numbers_are_read_from_the_file_and_from_the_environment(tmp_path):
    write_toml(tmp_path, "keep = false\npublic = true\nquestions_per_minute = 5\n")
    assert load_settings(tmp_path, {}) == Settings(keep=False, public=True, questions_per_minute=5)
    environment = {"UNSQA_KEEP": "Yes", "UNSQA_SIGN_IN": "1", "UNSQA_PUBLIC": "off", "UNSQA_QUESTIONS_PER_MINUTE": "0"}
    assert load_settings(tmp_path, environment) == Settings(sign_in=True, questions_per_minute=0)


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("UNSQA_PUBLIC", "maybe", "true or false was expected, as in public = true."),
        (
            "UNSQA_QUESTIONS_PER_MINUTE",
            "1.5",
            "a whole number, 0 or more, was expected, as in questions_per_minute = 30.",
        ),
        (
            "UNSQA_QUESTIONS_PER_MINUTE",
            "-2",
            "a whole number, 0 or more, was expected, as in questions_per_minute = 30.",
        ),
    ],
)
def test_a_variable_that_cannot_be_read_is_named_with_what_was_expected(tmp_path, variable, value, expected):
    said = f"{variable} is {value!r}; {expected}"
    with pytest.raises(InputError, match=f"^{re.escape(said)}$"):
        load_settings(tmp_path, {variable: value})


def test_the_keys_of_a_table_are_settings_of_its_name(tmp_path):
    write_toml(tmp_path, 'corpus = "informes"\n[expand]\nurl = "http://a/v1"\nmodel = "tiny"\nkey = "of-file"\n')
    found = load_settings(tmp_path, {"UNSQA_EXPAND_KEY": "of-environment"}, expand_model="of-option")
    assert found == Settings(
        corpus="informes", expand_url="http://a/v1", expand_model="of-option", expand_key="of-environment"
    )


def test_the_key_is_shown_nowhere(tmp_path):
    assert "secret" not in repr(Settings(expand_key="secret"))
    write_toml(tmp_path, "[expand]\nkey = 1234567890")
    with pytest.raises(InputError, match="sets expand_key to what is no text; a text in quotes was expected") as caught:
        load_settings(tmp_path, {})
    assert "1234567890" not in str(caught.value)


@pytest.mark.parametrize("data", [b"corpus = informes", b'corpus = "', b"[", b'corpus = "\xff"'])
def test_a_file_that_is_not_toml_is_named_with_the_remedy(tmp_path, data):
    path = tmp_path / "unsqa.toml"
    path.write_bytes(data)
    expected = rf"^The settings in {re.escape(str(path))} cannot be read: .+\. Mend the file or remove it\.$"
    with pytest.raises(InputError, match=expected):
        load_settings(tmp_path, {})
