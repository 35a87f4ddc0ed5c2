"""Every question with its path, flag, kind and choices."""

from icpctl import questions
from icpctl.reference.text import code, page, table
from icpctl.rules import Book
from icpctl.rules.vocabulary import listing
from icpctl.wording import t

SHOWN_CHOICES = 60  # a longer vocabulary (the divisions of a province) is not printed


def make() -> str:
    """The page in the language that is set."""
    out = page("questions")
    head = [t(f"reference.questions.{k}") for k in ("label", "path", "flag", "kind", "choices", "many", "private", "stops")]
    for section in dict.fromkeys(q.section for q in questions.QUESTIONS):
        rows = [_question(q) for q in questions.QUESTIONS if q.section == section]
        out += f"## {t(f'cli.section.{section}')} (`{section}`)\n\n{table(head, rows)}\n"
    book = Book()
    facts = [
        [code(f.id), f.word("question"), str(f["type"]), ", ".join(code(v) for v in f.get("values", []))]
        for f in book.all("filing-fact")
    ]
    head = [t(f"reference.questions.{k}") for k in ("fact", "question", "kind", "choices")]
    out += f"## {t('reference.questions.facts')}\n\n{table(head, facts)}\n"
    out += f"## {t('reference.questions.choice_lists')}\n\n"
    for choices in dict.fromkeys(q.choices for q in questions.QUESTIONS if q.choices):
        found = listing(book, choices)
        shown = [f"`{id_}` {name}" for id_, name in found[:SHOWN_CHOICES]]
        out += f"### {choices}\n\n" + "; ".join(shown) + (" ……" if len(found) > SHOWN_CHOICES else "") + "\n\n"
    return out


def _question(question: questions.Question) -> list[str]:
    flags = ", ".join(code(f) for f in (question.flag, *question.aliases) if f)
    yes = t("reference.questions.yes")
    marks = [yes if mark else "" for mark in (question.many, question.private, question.stops)]
    choices = f"[{question.choices}](#{question.choices})" if question.choices else ""
    return [questions.words(question)[0], code(question.path), flags, question.kind, choices, *marks]
