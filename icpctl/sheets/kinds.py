"""What a file is, by its content; its name says nothing. All but CSV and XLSX is refused with what it is and what to do."""

import re
import zipfile

from icpctl.sheets.source import Source

_HEAD = 8192
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS = (
    ("sheet_is_xls", (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x10\x00", b"\x09\x08\x08\x00")),
    ("sheet_is_picture", (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")),
    ("sheet_is_archive", (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")),
    ("sheet_is_document", (b"{\\rtf",)),
    ("sheet_is_program", (b"\x7fELF", b"SQLite format 3\x00", b"PAR1")),
)
_HTML = re.compile(
    r"\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table|style|script|div)\b", re.IGNORECASE | re.DOTALL
)
_MHTML = re.compile(r"\s*(MIME-Version:|From: <Saved|Content-Type:\s*multipart/)", re.IGNORECASE)
_XML = re.compile(r"\s*<(\?xml\s|!DOCTYPE\s)", re.IGNORECASE)
_JSON = re.compile(r'\s*(\{\s*"[^"]*"\s*:|\[\s*[\[{])')
_WIDE_NAMES = {  # names in an OLE file are UTF-16
    "sheet_is_encrypted": ("EncryptedPackage", "EncryptionInfo"),
    "sheet_is_document": ("WordDocument", "PowerPoint Document"),
    "sheet_is_xls": ("Workbook", "Book"),
}


def kind_of(source: Source) -> str:
    """ "csv" or "xlsx". Raises SheetError `sheet_is_...` for any other kind of file."""
    with source.reader() as file:
        head = file.read(_HEAD)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _kind_of_zip(source)
    if head.startswith(_OLE):
        raise source.error(_kind_of_ole(source))
    if head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise source.error("sheet_is_picture")
    if b"%PDF-" in head[:1024]:
        raise source.error("sheet_is_pdf")
    if head[:2] in (b"BM", b"MZ") and b"\0" in head[:64]:  # else a heading may begin with these letters
        raise source.error("sheet_is_picture" if head[:1] == b"B" else "sheet_is_program")
    for key, starts in _STARTS:
        if head.startswith(starts):
            raise source.error(key)
    key = _kind_of_text(head)
    if key:
        raise source.error(key)
    return "csv"


def _kind_of_text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head[: len(head) & ~1].decode("utf-16", "ignore")
    else:
        text = head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    if _MHTML.match(text):
        return "sheet_is_mhtml"
    if _XML.match(text) and "urn:schemas-microsoft-com:office:spreadsheet" in text:
        return "sheet_is_xml2003"
    if _HTML.match(text) or (_XML.match(text) and re.search(r"<html[\s>]", text, re.IGNORECASE)):
        return "sheet_is_html"
    if _XML.match(text):
        return "sheet_is_xml"
    if _JSON.match(text):
        return "sheet_is_json"
    odd = sum(1 for c in text[:2048] if c < " " and c not in "\t\r\n\0")
    return "sheet_is_program" if odd > 256 and odd * 10 > len(text[:2048]) else ""


def _kind_of_ole(source: Source) -> str:
    """An old workbook, one with a password, or something else that lies in the same wrapping."""
    wanted = {key: [name.encode("utf-16-le") for name in names] for key, names in _WIDE_NAMES.items()}
    found, before = set(), b""
    for chunk in source.chunks():
        part = before + chunk
        found |= {key for key, names in wanted.items() if any(name in part for name in names)}
        before = part[-64:]
        if "sheet_is_encrypted" in found:
            break
    return next((key for key in wanted if key in found), "sheet_is_document")


def _kind_of_zip(source: Source) -> str:
    """By the names of the parts, as they stand in the directory at the end."""
    names = _names(source)
    lower = [name.lower().replace("\\", "/") for name in names]
    if "[content_types].xml" in lower or "_rels/.rels" in lower:
        if any(name.endswith("workbook.bin") for name in lower):
            raise source.error("sheet_is_xlsb")
        if any(name.startswith(("word/", "ppt/", "visio/")) for name in lower):
            raise source.error("sheet_is_document")
        return "xlsx"
    if "xl/workbook.xml" in lower:
        raise source.error("sheet_xlsx_part", part="[Content_Types].xml")
    if "content.xml" in lower and ("mimetype" in lower or "meta-inf/manifest.xml" in lower):
        raise source.error("sheet_is_ods")
    if any(name.endswith(".iwa") or name == "index.zip" for name in lower):
        raise source.error("sheet_is_numbers")
    inside = [name for name in names if name.lower().endswith((".xlsx", ".csv", ".xls", ".xlsm"))]
    if inside:
        raise source.error("sheet_is_zip_of_sheets", name=inside[0][:80])
    raise source.error("sheet_is_zip")


def _names(source: Source) -> list[str]:
    from icpctl.sheets import xlsx_guard

    xlsx_guard.check_directory(source)
    try:
        with source.reader() as file, zipfile.ZipFile(file) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, UnicodeDecodeError) as error:
        source.check_unchanged()
        raise source.error("sheet_zip_damaged") from error
