"""The one list of ids: what a choice accepts (id, Chinese or English name, official code) and what it is called."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from icpctl.rules import Book
from icpctl.wording import pick, t

# Choices that are made of ids of the program and not of the filing world: their words are in wording/<lang>/choice.toml.
OWN: dict[str, tuple[str, ...]] = {
    "domain_holder": ("same", "legal-person", "executive", "foreign-parent", "other"),
    "app_platform": ("android", "ios", "harmony", "other"),
}
_TABLES = {
    "subject_nature", "site_content", "language", "access_method", "pre_approval", "service_type", "service_kind", "province",
}  # fmt: skip
_FOLDERS = {"filing_type": "filing-types", "provider": "providers"}


def ids(book: Book, table: str) -> list[str]:
    """The ids of a vocabulary table, each once, in the order of the data."""
    return list(book.kept(("ids", table), lambda: _ids(book, table)))


def offered(book: Book, table: str) -> list[str]:
    """The ids worth offering in a list: of the proofs of residence, which may be any paper, those that some province accepts."""
    if table != "residence_proof":
        return ids(book, table)
    accepted = {p for r in book.all("province-rule") for p in r["params"].get("accepted_local_proofs", ())}
    return [id_ for id_ in ids(book, table) if id_ in accepted]


def _ids(book: Book, table: str) -> dict[str, None]:
    if table in OWN:
        return dict.fromkeys(OWN[table])
    if table in _FOLDERS:
        found = book.names(_FOLDERS[table])
        return dict.fromkeys([*found, "other"] if table == "provider" else found)
    return dict.fromkeys(str(e["id"]) for e in _entries(book, table))


def province_codes(book: Book) -> Mapping[str, str]:
    """Province id -> its GB/T 2260 code."""
    return book.kept("province codes", lambda: {e["id"]: e["code"] for e in book.file("vocabulary")["province"]})


def name(book: Book, table: str, id_: str) -> str:
    """What an id is called in the user's language; the id itself when no name is known."""
    if table in OWN or (table == "provider" and id_ == "other"):
        return t(f"choice.{table}.{id_}") if id_ in (*OWN.get(table, ()), "other") else id_
    for entry in _entries(book, table, id_):
        if entry["id"] == id_:
            return pick(entry, "name", id_)
    return id_


def read(book: Book, table: str, text: str) -> str | None:
    """The id meant by an id, a name in either language, or an official code; None when nothing is meant."""
    if is_known(book, table, text):
        return text
    wanted = fold(text)
    if is_known(book, table, wanted):
        return wanted
    if table in OWN:
        for id_ in OWN[table]:
            if wanted in {fold(w) for w in _own_spellings(table, id_)}:
                return id_
        return None
    for entry in _entries(book, table):
        if wanted in {fold(w) for w in _spellings(entry)}:
            return str(entry["id"])
    if table == "provider" and wanted in {fold(w) for w in _own_spellings(table, "other")}:
        return "other"
    return None


def nearest(book: Book, table: str, text: str, count: int = 3) -> list[str]:
    """The ids whose id or name looks most like the text, for "did you mean"."""
    spelled: dict[str, str] = {}
    for id_ in ids(book, table):
        spelled[id_] = id_
        spelled[fold(name(book, table, id_))] = id_
    close = difflib.get_close_matches(fold(text), list(spelled), n=count * 2, cutoff=0.5)
    return list(dict.fromkeys(spelled[c] for c in close))[:count]


def fold(text: str) -> str:
    """Spelling differences that never matter: case, width, spaces, underscores."""
    import unicodedata

    return unicodedata.normalize("NFKC", text).strip().lower().replace("_", "-").replace(" ", "-")


def spellings(book: Book, table: str, id_: str) -> list[str]:
    """Every word by which a choice can be meant: id, names in both languages, aliases, official codes; each once."""
    if table in OWN or (table == "provider" and id_ == "other"):
        return list(dict.fromkeys(_own_spellings(table, id_)))
    return list(dict.fromkeys(word for e in _entries(book, table, id_) if e["id"] == id_ for word in _spellings(e)))


def _own_spellings(table: str, id_: str) -> Iterable[str]:
    from icpctl.wording import LANGUAGES, area

    return [id_, *(str(area(lang, "choice")[table][id_]) for lang in LANGUAGES)]


def _spellings(entry: Mapping[str, Any]) -> Iterable[str]:
    keys = ("id", "code", "name_zh", "name_en", "full_name_zh", "icp_prefix", "wechat_code", "codes_toml_id")
    found = [entry[k] for k in keys if entry.get(k) and isinstance(entry[k], str)]  # a provider's `code` is a table
    for key in ("aliases_zh", "aliases_en", "also"):
        found += [str(w) for w in entry.get(key, [])]
    found += [str(w) for w in entry.get("provider_names", {}).values()]
    # "营业执照（个人或企业）" is what the form says; people say what stands before the bracket.
    return found + [w.partition("（")[0] for w in found if w.endswith("）")]


def _entries(book: Book, table: str, id_: str | None = None) -> list[Mapping[str, Any]]:
    if table == "language":
        return list(book.kept("languages", lambda: _languages(book)))
    if table in _TABLES:
        return list(book.file("vocabulary")[table])
    if table in _FOLDERS:
        if id_ is not None:
            rule = book.one(table.replace("_", "-"), id_)
            return [rule.data] if rule else []
        return [r.data for r in book.all(table.replace("_", "-"))]
    if table in ("certificate", "person_certificate"):
        entries = list(book.file("vocabulary")["certificate_type"])
        person = [e for e in entries if "individual" in e["natures"]]
        return person if table == "person_certificate" else entries
    if table == "mini_content":
        entries = book.file("codes/mini-content-type")["entry"]
        return [{**e, "code": e["id"]} for e in entries if e["level"] == 2]
    if table == "residence_proof":
        return [r.data for r in book.all("province-document")]
    raise KeyError(table)


def _languages(book: Book) -> list[Mapping[str, Any]]:
    """The languages with the codes of the form, which the code tables hold beside the one list of ids."""
    codes = {e["name_zh"]: e["code"] for e in book.file("codes/language")["entry"]}
    return [{**e, "code": codes.get(e["name_zh"])} for e in book.file("vocabulary")["language"]]


def listing(book: Book, table: str) -> list[tuple[str, str]]:
    """(id, name) of a whole table, for help and lists."""
    return [(id_, name(book, table, id_)) for id_ in ids(book, table)]


def is_known(book: Book, table: str, id_: str) -> bool:
    """True for an id of the table."""
    return id_ in book.kept(("ids", table), lambda: _ids(book, table))
