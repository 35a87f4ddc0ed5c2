"""`icpctl footer`: the footer to paste, and whether a page shows it."""

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from icpctl import run, screen
from icpctl.commands import common
from icpctl.helppage import SubVerbs, Verb
from icpctl.run import options
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.case import Case
    from icpctl.footer.judging import Origin
    from icpctl.footer.page import Page
    from icpctl.licences import Licence

app = typer.Typer(cls=SubVerbs, rich_markup_mode=None, add_completion=False, no_args_is_help=True, help=t("cli.verb.footer"))

FORMATS = ("html", "markdown", "react", "vue", "text")
MOST_BYTES = 16 * 1024 * 1024
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_HOME = re.compile(r"/?(?:(?:index|default|home|main)(?:\.[a-z]{2,5})?)?", re.IGNORECASE)


@app.command("snippet", cls=Verb, help=t("cli.footer.snippet"))
def snippet_(
    name: Annotated[str, typer.Argument(help=t("cli.option.name_of"), autocompletion=common.complete_names)],
    form: Annotated[str, typer.Option("--format", help=t("cli.footer.format"), metavar="|".join(FORMATS))] = "html",
    public_security: Annotated[
        str | None, typer.Option("--public-security", help=t("cli.footer.public_security"), metavar="TEXT")
    ] = None,
) -> None:
    """The footer of each service of a draft, ready to paste."""
    from icpctl import masking
    from icpctl.errors import UsageError
    from icpctl.footer import snippet, wanted
    from icpctl.screen import footers, report

    if form not in FORMATS:
        raise UsageError("footer_format", given=form[:40], known=", ".join(FORMATS))
    case = common.case_of(common.load(name).draft)
    police = _police(case, public_security) if public_security is not None else wanted.police_number(case)
    shown = masking.subject_name(case.draft, options.reveal)
    found, open_ = snippet.snippets(case, form, shown, police)
    if options.json:
        common.show_json(
            {
                "schema": 1,
                "name": case.draft.name,
                "format": form,
                "snippets": [one.as_json() for one in found],
                "without_number": [one.at for one in open_],
            }
        )
        return
    for one in found:
        footers.snippet(one)
        if shown != (case.draft.subject.name or "") and any(shown in p.text for p in one.parts):
            screen.talk(t("footer.masked"), style="warning")
    for left in open_:
        screen.talk(t("footer.without_number", at=left.at), style="warning")
    report.own_problems(case.book)


def _police(case: "Case", text: str) -> "Licence":
    from icpctl import licences
    from icpctl.errors import UsageError

    found = licences.read(text, case.book, case.day)
    if not found.valid or found.kind != licences.POLICE:
        kind = t("licence.kind_is", kind=found.name or t(f"licence.kind.{found.kind}"))
        raise UsageError("footer_police", reason=" ".join(found.problems) if not found.valid else kind)
    return found


@app.command("check", cls=Verb, help=t("cli.footer.check"))
def check_(
    source: Annotated[str, typer.Argument(help=t("cli.footer.source"), metavar="URL|FILE|-")],
    draft: Annotated[
        str | None, typer.Option("--draft", help=t("cli.footer.draft"), metavar="NAME", autocompletion=common.complete_names)
    ] = None,
    render: Annotated[bool, typer.Option("--render", help=t("cli.footer.render"))] = False,
) -> None:
    """Is the footer of a page right; exit 1 when it is not, or when that could not be told."""
    from icpctl.errors import IcpctlError
    from icpctl.findings import summary
    from icpctl.footer import judging
    from icpctl.screen import footers, report

    case = common.case_of(common.load(draft).draft) if draft is not None else None
    body, kind, origin, url = _body(source)
    page, problem = _page(body, kind, source), ""
    if render:
        try:
            page, origin = _rendered(body, page, origin, url, source)
        except IcpctlError as error:
            problem = error.text()
            screen.complain(f"{problem} {error.hint()}".rstrip(), style="warning")
    found = judging.judge(page, run.book(), run.day(), case, origin)
    shown = url or (t("footer.from_input") if source == "-" else source)
    if options.json:
        common.show_json(
            {
                "schema": 1,
                "ok": found.ok,
                "result": found.state,
                "source": shown,
                "draft": case.draft.name if case else None,
                "network": bool(url),
                "rendered": origin.rendered,
                "encoding": page.encoding,
                "found": [one.as_json() for one in found.found],
                "findings": [one.as_json() for one in found.findings],
                "summary": summary(found.findings),
                "unchecked": found.unchecked,
                **({"render_problem": problem} if problem else {}),
            }
        )
    else:
        footers.verdict(found, shown)
        report.own_rules(run.book())
    raise typer.Exit(0 if found.ok else 1)


def _body(source: str) -> "tuple[bytes, str, Origin, str]":
    """(bytes, content type, where from, the address it ended at) of a page; the last is "" for what is at hand."""
    from icpctl.footer.judging import Origin

    if not _SCHEME.match(source):
        return _at_hand(source), "", Origin(), ""
    from icpctl.footer import fetching

    place = fetching.place(source)
    screen.talk(t("footer.network", url=place.url), style="dim")
    came = fetching.fetch(source)
    ended = fetching.place(came.url)
    home = bool(_HOME.fullmatch(ended.rest.partition("?")[0]))
    return came.body, came.content_type, Origin(place.host, ended.host, home), came.url


def _at_hand(source: str) -> bytes:
    """The bytes of a file or of standard input, capped. Raises IcpctlError."""
    import sys

    from icpctl.answers.files import as_path
    from icpctl.errors import IcpctlError

    try:
        if source == "-":
            data = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            path = as_path(source)
            if path.exists() and not path.is_file():
                raise IcpctlError("not_a_file", path=source)
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise IcpctlError("page_unreadable", path=source[:200], reason=reason) from error
    if len(data) > MOST_BYTES:
        raise IcpctlError("page_too_big", path=source, size=f"{MOST_BYTES // 1024 // 1024} MiB")
    return data


def _page(body: bytes, content_type: str, source: str) -> "Page":
    from icpctl.errors import IcpctlError
    from icpctl.footer.decoding import decode
    from icpctl.footer.page import TooDeep, read_page

    text, encoding = decode(body, content_type)
    try:
        page = read_page(text)
    except TooDeep as error:
        raise IcpctlError("page_too_deep", path=source) from error
    except ImportError as error:
        raise IcpctlError("web_missing", library="selectolax") from error
    page.encoding = encoding
    return page


def _rendered(body: bytes, page: "Page", origin: "Origin", url: str, source: str) -> "tuple[Page, Origin]":
    """The page as a browser shows it. Raises IcpctlError when there is no browser or it fails."""
    from dataclasses import replace

    from icpctl.footer import rendering

    browser = rendering.browser()
    if url:
        hosts = _hosts(page, url)
        screen.talk(t("footer.rendering", browser=browser, hosts=", ".join(hosts)), style="dim")
        shown = rendering.render(browser, url, hosts)
    else:
        screen.talk(t("footer.rendering_offline", browser=browser), style="dim")
        shown = rendering.render_text(browser, _in_utf8(body))
    return _page(shown, "text/html; charset=utf-8", source), replace(origin, rendered=True)


def _in_utf8(body: bytes) -> bytes:
    from icpctl.footer.decoding import decode

    return b"\xef\xbb\xbf" + decode(body)[0].encode("utf-8", "replace")


def _hosts(page: "Page", url: str) -> dict[str, str]:
    """The hosts that the page needs for its scripts, each with an address that was checked."""
    from icpctl.errors import IcpctlError
    from icpctl.footer import fetching, rendering

    out: dict[str, str] = {}
    for address in (url, *page.script_urls):
        if len(out) >= rendering.MOST_HOSTS:
            break
        try:
            place: Any = fetching.place(f"https:{address}" if address.startswith("//") else address)
            if place.host not in out:
                out[place.host] = fetching.addresses_of(place)[0]
        except IcpctlError:  # a script of the same site, or one that must not be loaded
            continue
    return out
