"""One record drives every way in: prompt, flag, `--set` path, file key and sheet column, with words in both languages."""

import sys
from collections import Counter
from typing import Any

import pytest
from running import ROOT

sys.path.insert(0, str(ROOT / "tests" / "cli"))
from test_cli_parity import as_flags, as_set

from icpctl import wording
from icpctl.answers import flags
from icpctl.batch.columns import meanings
from icpctl.questions import BY_PATH, QUESTIONS, Question, of_path, place, words
from icpctl.rules import Book

BOOK = Book()
OPTIONS = {option.name: option for option in flags.options()}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.path)
def test_one_record_drives_prompt_flag_path_and_column(question: Question) -> None:
    at = place(question.path)
    # The path, as it stands in a file, as a place of the draft and without its list mark.
    assert of_path(at) is of_path(question.path) is of_path(at.replace("[0]", "")) is BY_PATH[question.path] is question
    # The flag: an option of `new` and `edit` with the same name and spellings.
    option = OPTIONS[flags.PREFIX + question.key]
    spellings = {*option.opts, *option.secondary_opts}
    assert {question.flag, *question.aliases} <= spellings
    assert (question.kind == "bool") == bool(option.secondary_opts)
    assert bool(option.multiple) == question.many
    # The column of a sheet: by path, by flag, and by the words of the prompt in both languages.
    for heading in (question.path, at.replace("[0]", ""), question.flag, *question.aliases):
        assert meanings(BOOK, heading) == (question.path,), heading
    for label in labels(question):
        assert question.path in meanings(BOOK, label), label


def labels(question: Question) -> list[str]:
    return [in_language(lang, question)[0] for lang in wording.LANGUAGES]


def in_language(lang: str, question: Question) -> tuple[str, str, str]:
    wording.set_language(lang)
    try:
        return words(question)
    finally:
        wording.set_language("zh")


@pytest.mark.parametrize("lang", wording.LANGUAGES)
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.path)
def test_every_question_has_label_help_and_example(question: Question, lang: str) -> None:
    label, help_, example = in_language(lang, question)
    assert all((label, help_, example))
    assert not any(text.startswith("question.") for text in (label, help_, example))


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_no_two_questions_are_called_alike(lang: str) -> None:
    counted = Counter(in_language(lang, q)[0] for q in QUESTIONS)
    assert [label for label, count in counted.items() if count > 1] == []


def test_flags_and_set_words_read_back_to_the_same_paths() -> None:
    answers: dict[str, Any] = {place(q.path): True if q.kind == "bool" else "x" for q in QUESTIONS}
    assert len(list(as_flags(answers))) == len(list(as_set(answers))) // 2 == len(QUESTIONS)
