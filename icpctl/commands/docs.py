"""`icpctl docs`: the papers a filing needs, and why; `attach` and `check` for the papers themselves."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from icpctl import run
from icpctl.commands import common
from icpctl.helppage import SubVerbs, Verb, refuse_unknown
from icpctl.run import options
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.case import Case
    from icpctl.draft import Document
    from icpctl.store import Loaded

LIST = "list"  # a reserved word, so no draft is called so


class Docs(SubVerbs):
    """`docs NAME` lists, `docs attach` and `docs check` do more: what is no sub-verb is the name of a draft."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """A name or a sub-verb."""
        return [*super().collect_usage_pieces(ctx)[:-1], t("cli.docs.usage")]

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The sub-verbs without the one that needs no name."""
        every = self.commands
        self.commands = {name: command for name, command in every.items() if name != LIST}
        super().format_commands(ctx, formatter)
        self.commands = every

    def invoke(self, ctx: Any) -> Any:
        """Without anything the name is missing, as with other verbs."""
        if not ctx._protected_args:  # noqa: SLF001 - Typer keeps the rest of the line there
            from icpctl.errors import UsageError

            raise UsageError("missing_parameter", name="NAME")
        return super().invoke(ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """A mistyped sub-verb has more words behind it; the name of a draft stands alone."""
        if args and args[0] not in self.commands:
            if any(not word.startswith("-") for word in args[1:]) and close(args[0], list(self.commands)):
                refuse_unknown(args, list(self.commands))
            args = [LIST, *args]
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Sub-verbs and drafts."""
        item = type(super().shell_complete(ctx, "")[0])
        found = [one for one in super().shell_complete(ctx, incomplete) if one.value != LIST]
        return [*found, *(item(name) for name in common.complete_names(incomplete))]


def close(word: str, known: list[str]) -> bool:
    """Is a word like one of these, so that it is probably mistyped?"""
    import difflib

    return bool(difflib.get_close_matches(word, known, n=1))


def complete_documents(incomplete: str) -> list[str]:
    """Document ids for shell completion."""
    from icpctl.errors import IcpctlError

    try:
        return [d for d in run.book().names("documents") if d.startswith(incomplete)]
    except (IcpctlError, OSError):
        return []


app = typer.Typer(cls=Docs, rich_markup_mode=None, add_completion=False, help=t("cli.help.docs"))

Name = Annotated[str, typer.Argument(help=t("cli.option.name_of"), autocompletion=common.complete_names)]


@app.command(LIST, cls=Verb, help=t("cli.docs.list"), hidden=True)
def list_(name: Name) -> None:
    """List the papers with the reason of each."""
    from icpctl import documents

    case = common.case_of(common.load(name).draft)
    if options.json:
        common.show_json(documents.to_json(case))
        return
    from icpctl.screen import report

    report.papers(documents.needed(case), full=True, remarks=documents.remarks(case))
    report.own_rules(case.book)


@app.command("attach", cls=Verb, help=t("cli.docs.attach"))
def attach(
    name: Name,
    document: Annotated[str, typer.Argument(help=t("cli.option.document"), metavar="DOC", autocompletion=complete_documents)],
    file: Annotated[Path, typer.Argument(help=t("cli.option.file"), metavar="FILE")],
    side: Annotated[str | None, typer.Option("--side", help=t("cli.option.side"), metavar="front|back|both")] = None,
    valid_to: Annotated[str | None, typer.Option("--valid-to", help=t("cli.option.valid_to"), metavar="DATE")] = None,
    dated: Annotated[str | None, typer.Option("--dated", help=t("cli.option.dated"), metavar="DATE")] = None,
    replace: Annotated[bool, typer.Option("--replace", help=t("cli.option.replace"))] = False,
    add: Annotated[bool, typer.Option("--add", help=t("cli.option.add"))] = False,
) -> None:
    """Copy a file into the draft and look at it. It is kept whatever is found, unless it is no paper at all."""
    from icpctl import papers, store
    from icpctl.checks.papers import checking, of_documents
    from icpctl.documents import needed
    from icpctl.papers import placing, which

    before, case = _draft(name)
    id_ = which.document_id(case, document, needed(case))
    which.refuse_no_file(case, id_)
    given = placing.Given(id_, _side(side), _date("until", "--valid-to", valid_to), _date("date", "--dated", dated), replace, add)
    placing.refuse_taken(case, given)
    bounds = checking(case)
    data = store.read_given(file, bounds["max_bytes"], t("paper.file.called"))
    seen = papers.look(data, bounds)
    common.warn_about_folder(run.folder())
    name_of = store.free_document(run.folder(), case.draft, id_, seen.kind)
    place, again = placing.put(case, given, seen, store.digest(data), run.now(), name_of)
    one = case.draft.document[place]
    there = store.read_again(run.folder(), case.draft.name, one, len(data)) if again else None
    if there != data or placing.differs(before.draft, case.draft):
        store.save(run.folder(), case.draft, before, run.now(), None if there == data else {str(one.file): data})
    case = common.case_of(case.draft)
    found = of_documents(case).get(place, [])
    on_list = {i for n in needed(case) for i in (n.id, *n.serves_as)}
    from icpctl.screen import attached

    if options.json:
        common.show_json(attached.as_json(case, place, found, again=again, on_list=id_ in on_list, path=before.path))
    else:
        attached.show(case, place, found, again=again, on_list=id_ in on_list)
    raise typer.Exit(1 if any(f.severity == "error" for f in found) else 0)


@app.command("check", cls=Verb, help=t("cli.docs.check"))
def check(name: Name) -> None:
    """Read every attached file again, compare it with its hash, and judge it; what is new is noted in the draft."""
    from icpctl import documents, store
    from icpctl.checks.papers import of_documents
    from icpctl.papers import placing

    before, case = _draft(name)
    for place, one in enumerate(case.draft.document):
        if one.file:
            case.draft.document[place] = _looked_at(case, one)
    if placing.differs(before.draft, case.draft):
        store.save(run.folder(), case.draft, before, run.now())
    case = common.case_of(case.draft)
    found = of_documents(case)
    from icpctl.screen import attached

    if options.json:
        common.show_json(attached.all_as_json(case, found))
    else:
        spare = len(list(store.spare(run.folder(), case.draft)))
        attached.show_all(case, found, documents.needed(case), spare)
    raise typer.Exit(1 if any(f.severity == "error" for fs in found.values() for f in fs) else 0)


def _draft(name: str) -> "tuple[Loaded, Case]":
    """The draft as it was read, and a copy in our own spelling to change."""
    from icpctl import store
    from icpctl.draft import copy
    from icpctl.normalise import in_own_spelling

    before = store.load(run.folder(), store.check_name(name))
    return before, common.case_of(in_own_spelling(copy(before.draft), run.book()))


def _looked_at(case: "Case", one: "Document") -> "Document":
    """A document with what is seen in its file now."""
    from icpctl import papers, store
    from icpctl.checks.papers import checking
    from icpctl.errors import UsageError
    from icpctl.papers import kinds, placing

    bounds = checking(case)
    data = store.read_again(run.folder(), case.draft.name, one, 2 * bounds["max_bytes"])
    if data is None:
        return placing.gone(one)
    try:
        seen = papers.look(data, bounds)
    except UsageError:  # what would not have been attached lies in its place now
        seen = papers.Seen(kinds.kind_of(data), len(data), marks=("damaged",))
    return placing.seen_again(one, seen, store.digest(data), run.now())


def _side(given: str | None) -> str | None:
    from icpctl.checks.paper_sides import SIDES
    from icpctl.errors import UsageError

    if given is not None and given not in SIDES:
        raise UsageError("bad_option", option="--side", reason=" | ".join(SIDES))
    return given


def _date(kind: str, option: str, given: str | None) -> str | None:
    from icpctl import fields
    from icpctl.errors import UsageError

    if not given:
        return None
    try:
        return str(fields.parse(kind, given).value)
    except fields.FieldError as error:
        raise UsageError("bad_option", option=option, reason=error.text()) from error
