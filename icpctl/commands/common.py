"""What several verbs share: finding a draft, judging it, and saying what was normalised."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from icpctl import run, screen
from icpctl.answers.settle import case_of, settle
from icpctl.errors import IcpctlError
from icpctl.run import options
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.case import Case
    from icpctl.draft import Draft
    from icpctl.findings import Finding
    from icpctl.store import Loaded
    from icpctl.values import Said

__all__ = [
    "apply_facts", "beside", "case_of", "changes_json", "complete_names", "each", "ending", "gather", "is_file", "load",
    "question_options", "settle", "show_json", "tell_changes", "tell_unreadable", "warn_about_folder", "without_flags",
]  # fmt: skip


def is_file(word: str) -> bool:
    """An argument that ends in .toml or holds a path separator is a file, everything else a draft name."""
    return word.endswith(".toml") or "/" in word or "\\" in word


def load(word: str) -> "Loaded":
    """A draft by name or file. Raises StoreError or UsageError."""
    from icpctl import store
    from icpctl.answers.files import as_path
    from icpctl.normalise import in_own_spelling

    path = as_path(word) if is_file(word) else None
    loaded = store.load_file(path) if path else store.load(run.folder(), store.check_name(word))
    in_own_spelling(loaded.draft, run.book())
    return loaded


def each(names: Iterable[str] | None, unreadable: list[tuple[str, str]]) -> "Iterator[Draft]":
    """The named drafts, or all of the folder; of these one that cannot be read goes into `unreadable` as (name, text)."""
    from icpctl import store
    from icpctl.errors import StoreError

    for word in names or store.names(run.folder()):
        try:
            draft = load(word).draft
        except StoreError as error:
            if names:
                raise
            unreadable.append((word, error.text()))
            continue
        yield draft


def tell_unreadable(unreadable: list[tuple[str, str]]) -> None:
    """Name the drafts that could not be read, and end with exit code 3 when there are any."""
    for word, text in unreadable:
        screen.complain(f"{word}: {text}")
    if unreadable:
        raise typer.Exit(3)


def beside(case: "Case", folder: Path, saved: Path) -> "Case":
    """The case together with the other drafts of its folder; `saved` is its own file, which may be older than the case."""
    from dataclasses import replace

    from icpctl.neighbours import gather

    others = gather(case.book, case.day, folder, without=saved, keep=not options.dry_run)
    return replace(case, elsewhere=others.of(case, saved)) if others else case


def ending(case: "Case", folder: Path, findings: "list[Finding]") -> "list[Finding]":
    """After the questions: the papers in full, the review page, or stop; the findings of the draft as it is then."""
    from icpctl import checks, store
    from icpctl.answers import wizard

    if case.type is None or options.dry_run:
        return findings
    before = store.load(folder, case.draft.name)
    after = wizard.ending(case, folder, before)
    return findings if after is case else checks.judge(beside(after, folder, before.path))


def complete_names(incomplete: str) -> list[str]:
    """Draft names for shell completion; never personal data, never an error."""
    from icpctl import store

    try:
        return [n for n in store.names(store.drafts_folder(options.drafts)) if n.startswith(incomplete)]
    except (IcpctlError, OSError):
        return []


def tell_changes(said: Iterable["Said"]) -> None:
    """What normalising changed, and what is odd, on standard error: nothing is changed in silence."""
    from icpctl.questions import label

    for one in said:
        key = "said.changed" if one.changed else "said.note"
        screen.talk(t(f"screen.{key}", what=label(one.path), path=one.path, text=one.remark.text()), style="dim")


def changes_json(said: Iterable["Said"]) -> list[dict[str, Any]]:
    """What was normalised, for JSON."""
    return [{"path": s.path, "changed": s.changed, "message": s.remark.text()} for s in said]


def warn_about_folder(folder: Path) -> None:
    """Once: the drafts folder lies in a git work tree or a sync folder; and modes that were narrowed."""
    from icpctl import store

    for path in store.secure(folder):
        screen.talk(t("screen.narrowed", path=path), style="warning")
    key = store.first_warning(folder)
    if key:
        screen.talk(t(f"error.{key}", path=str(folder)), style="warning")


def without_flags(function: Any) -> Any:
    """Hide the `**given` of a command from Typer: the questions' options are added by `extra_options`."""
    import inspect

    signature = inspect.signature(function)
    kept = [p for p in signature.parameters.values() if p.kind is not inspect.Parameter.VAR_KEYWORD]
    function.__signature__ = signature.replace(parameters=kept)
    return function


def question_options() -> list[Any]:
    """The questions as options of `new` and `edit`."""
    from icpctl.answers import flags

    return flags.options()


def gather(
    from_: str | None, set_: list[str], fact: list[str], given: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any], str]:
    """({path: raw}, facts, name) of a command line: flags win over --set, over --from; the name is that of the file."""
    from icpctl.answers import files, flags
    from icpctl.facts import read_facts

    answers: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    name = ""
    if from_ is not None:
        answers, facts, name, passed_over = files.read_answers(from_)
        for table in passed_over:
            screen.talk(t("screen.passed_over", table=table), style="warning")
    answers |= files.read_set(set_)
    answers |= {path: _from_files(value) for path, value in flags.answers(given).items()}
    return answers, read_facts({**facts, **files.read_facts(fact)}, run.book()), name


def _from_files(value: Any) -> Any:
    from icpctl.answers.files import from_file

    if isinstance(value, (list, tuple)):
        return [from_file(v) for v in value]
    return from_file(value) if isinstance(value, str) else value


def apply_facts(draft: "Draft", facts: dict[str, Any]) -> None:
    """Put facts into the draft. A type that had been derived from the old facts follows the new ones."""
    from icpctl.filing_type import decide

    if not facts:
        return
    derived = draft.filing.type is not None and decide(case_of(draft).type_facts, run.book()).result == draft.filing.type
    for key, value in facts.items():
        setattr(draft.filing.facts, key, value)
    if derived:
        decision = decide(case_of(draft).type_facts, run.book())
        draft.filing.type = decision.result if decision.kind == "type" else None


def show_json(body: dict[str, Any]) -> None:
    """One JSON document; the user's own rule files that were merged in, and those that could not be, are named in it."""
    book = run.book()
    more: dict[str, Any] = {"own_rules": list(book.own_files)} if book.own_files else {}
    if book.problems:
        from icpctl.screen import report

        report.own_problems(book)
        more["own_rules_problems"] = [p.as_json() for p in book.problems]
    screen.json({**body, **more})
