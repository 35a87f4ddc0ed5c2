"""The footer to paste: numbers with their links and the copyright line, in five forms. Every value is escaped.

The markup follows the templates of `footer.toml`; what is not a website gets the rules for its kind in words.
"""

import html as markup
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from icpctl.case import Case
from icpctl.errors import UsageError
from icpctl.findings import sources_json
from icpctl.footer import wanted as wanting
from icpctl.footer.wanted import Wanted
from icpctl.licences import Licence
from icpctl.rules import Book, Rule, Source
from icpctl.wording import t

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|~.:-])")
_ICON = "beian-icon.png"
_CENTRED = "text-align: center"


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a footer: a text, its link ("" for none), and the picture before it ("" for none)."""

    text: str
    href: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Snippet:
    """The footer of one service. at: its path in the draft; text: what to paste; words: what to know about it."""

    at: str
    kind: str
    name: str
    number: str
    parts: tuple[Part, ...]
    text: str
    words: tuple[str, ...] = ()
    sources: tuple[Source, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "at": self.at,
            "kind": self.kind,
            "name": self.name,
            "number": self.number,
            "parts": [{"text": p.text, "href": p.href} for p in self.parts],
            "text": self.text,
            "words": list(self.words),
            "sources": [sources_json(s) for s in self.sources],
        }


def snippets(case: Case, form: str, subject_name: str, police: Licence | None = None) -> tuple[list[Snippet], list[Wanted]]:
    """(snippets, services that have no number yet) of a draft; `subject_name` as it may be shown.

    Raises UsageError when no service has a number, and for a number that is malformed.
    """
    services = wanting.of_case(case)
    if not services:
        raise UsageError("footer_no_service", name=case.draft.name)
    for one in services:
        if one.shown is not None and not one.shown.valid:
            raise UsageError("footer_bad_licence", path=f"{one.at}.licence", reason=" ".join(one.shown.problems))
    ready = [one for one in services if one.shown is not None]
    if not ready:
        raise UsageError("footer_no_licence", name=case.draft.name, path=f"{services[0].at}.licence")
    return [_snippet(case, one, form, subject_name, police) for one in ready], [one for one in services if one.shown is None]


def _snippet(case: Case, one: Wanted, form: str, subject_name: str, police: Licence | None) -> Snippet:
    book, number = case.book, one.shown.normalized if one.shown else ""
    parts, rules = [Part(number, wanting.filing_address(book))], [book.one("footer-rule", "link"), one.rule]
    words: list[str] = []
    if one.kind == "website":
        line = wanting.copyright_rule(wanting.footer_rules(book, case.draft.subject.province or "", case))
        if line is not None:
            if not subject_name:
                raise UsageError("footer_no_name", name=case.draft.name)
            parts.insert(0, Part(_copyright(book, line, subject_name)))
            rules.append(line)
            words.append(line.word("requirement"))
        if one.rule is not None:
            words.append(one.rule.word("requirement"))
        words += [r.word("rule") for r in _rules(book, "position")]
        rules += _rules(book, "position")
    else:
        own = [r for r in book.all("footer-rule") if r["applies_to"] == one.kind]
        words += [r.word("rule") for r in own]
        rules += own
    if police is not None:
        parts.append(Part(police.normalized, wanting.police_address(book, police.parts.get("code", "")), _ICON))
        extra = _rules(book, "ps-icon", "ps-link")
        words += [r.word("rule") for r in extra]
        rules += extra
    sources = tuple(dict.fromkeys(s for r in rules if r is not None for s in book.sources(r)))
    return Snippet(one.at, one.kind, one.name, number, tuple(parts), FORMS[form](parts, templates(book)), tuple(words), sources)


def _rules(book: Book, *ids: str) -> list[Rule]:
    return [r for id_ in ids if (r := book.one("footer-rule", id_)) is not None]


def _copyright(book: Book, rule: Rule, subject_name: str) -> str:
    pattern = rule["params"].get("footer_text_pattern") or wanting.copyright_words(book, rule) + " {subject_name}"
    return str(pattern).replace("{subject_name}", subject_name)


def templates(book: Book) -> Mapping[str, str]:
    """The markup of the rule book by what it holds: number, police, copyright."""
    out = {}
    for rule in book.all("html-template"):
        key = "police" if "{ps_number}" in rule["html"] else "copyright" if "{sponsor_name}" in rule["html"] else "number"
        out[key] = str(rule["html"])
    return out


def _html(parts: list[Part], made: Mapping[str, str]) -> str:
    body = "\n".join(f"  {_piece(p, made)}" for p in parts)
    return f'<footer style="{_CENTRED}">\n{body}\n</footer>\n'


def _piece(part: Part, made: Mapping[str, str]) -> str:
    """One part in the markup of the templates, with their addresses replaced by those of the part."""
    text, href = markup.escape(part.text, quote=True), markup.escape(part.href, quote=True)
    if not part.href:
        return f"<p>{text}</p>"
    body = made["police"] if part.icon else made["number"]
    body = re.sub(r'href="[^"]*"', lambda _: f'href="{href}"', body)
    for key, value in {"site_number": text, "ps_number": text, "icon_path": markup.escape(part.icon, quote=True)}.items():
        body = body.replace("{" + key + "}", value)
    return body


def _vue(parts: list[Part], made: Mapping[str, str]) -> str:
    """v-pre: braces in a name are text, not an expression."""
    inner = "\n".join(f"    {_closed(_piece(p, made))}" for p in parts)
    return f'<template>\n  <footer v-pre style="{_CENTRED}">\n{inner}\n  </footer>\n</template>\n'


def _react(parts: list[Part], made: Mapping[str, str]) -> str:
    """Texts and addresses as JavaScript strings in braces: JSX reads nothing else in them."""
    inner = "\n".join(f"      {_element(p, made)}" for p in parts)
    return (
        "export function BeianFooter() {\n  return (\n"
        f'    <footer style={{{{ textAlign: "center" }}}}>\n{inner}\n    </footer>\n  );\n}}\n'
    )


def _element(part: Part, made: Mapping[str, str]) -> str:
    if not part.href:
        return f"<p>{{{_script(part.text)}}}</p>"
    marks = " ".join(re.findall(r'(?:target|rel)="[^"]*"', made["police" if part.icon else "number"]))
    link = f"<a href={{{_script(part.href)}}} {marks}>{{{_script(part.text)}}}</a>"
    alt = re.search(r'alt="([^"]*)"', made["police"])
    picture = f"<img src={{{_script(part.icon)}}} alt={{{_script(alt[1] if alt else '')}}} />"
    return picture + link if part.icon else link


def _script(text: str) -> str:
    """A JavaScript string; `<` is written so that no tag can stand in it."""
    return json.dumps(text, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _closed(piece: str) -> str:
    return re.sub(r"<img ([^>]*?)\s*/?>", r"<img \1 />", piece)


def _markdown(parts: list[Part], made: Mapping[str, str]) -> str:
    del made
    return (
        "".join(f"[{_quoted(p.text)}]({p.href})\n\n" if p.href else f"{_quoted(p.text)}\n\n" for p in parts).rstrip("\n") + "\n"
    )


def _quoted(text: str) -> str:
    """Text that Markdown shows as it is: no markup, no HTML, one line."""
    plain = markup.escape(" ".join(text.split()), quote=False)
    return _MARKDOWN.sub(lambda m: m[0] if m[0] in "-.:" else "\\" + m[0], plain)


def _text(parts: list[Part], made: Mapping[str, str]) -> str:
    del made
    return "".join(t("footer.plain_line", text=p.text, href=p.href) + "\n" if p.href else f"{p.text}\n" for p in parts)


FORMS: dict[str, Callable[[list[Part], Mapping[str, str]], str]] = {
    "html": _html,
    "markdown": _markdown,
    "react": _react,
    "vue": _vue,
    "text": _text,
}
"""Form -> how the parts are written."""
