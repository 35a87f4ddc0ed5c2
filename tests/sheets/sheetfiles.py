"""Spreadsheets made in tests, part by part, so that each can be wrong in its own way. Invented people only."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ONE = '<row r="1"><c r="A1" t="inlineStr"><is><t>网站名称</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>'


def sheet_xml(rows: str = ONE, *, before: str = "", after: str = "", xmlns: str = MAIN) -> str:
    """A worksheet with these rows."""
    return f'{XML}<worksheet xmlns="{xmlns}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(
    *sheets: str | bytes,
    names: tuple[str, ...] = (),
    states: tuple[str, ...] = (),
    shared: str = "",
    styles: str = "",
    props: str = "",
) -> dict[str, bytes | str]:
    """The parts of a workbook with these worksheets."""
    sheets = sheets or (sheet_xml(),)
    names = names or tuple(f"表{i}" for i in range(1, len(sheets) + 1))
    states = states or ("visible",) * len(sheets)
    listed = "".join(
        f'<sheet name="{n}" sheetId="{i}" state="{s}" r:id="rId{i}"/>'
        for i, (n, s) in enumerate(zip(names, states, strict=True), 1)
    )
    related = "".join(
        f'<Relationship Id="rId{i}" Type="{_REL}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in range(1, len(sheets) + 1)
    )
    found: dict[str, bytes | str] = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{_REL}">{props}<sheets>{listed}</sheets></workbook>',
    }
    if shared:
        found["xl/sharedStrings.xml"] = f'{XML}<sst xmlns="{MAIN}">{shared}</sst>'
        related += f'<Relationship Id="rIdS" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/>'
    if styles:
        found["xl/styles.xml"] = f'{XML}<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
        related += f'<Relationship Id="rIdT" Type="{_REL}/styles" Target="/xl/styles.xml"/>'
    found["xl/_rels/workbook.xml.rels"] = f'{XML}<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>'
    return found | {f"xl/worksheets/sheet{i}.xml": sheet for i, sheet in enumerate(sheets, 1)}


def zipped(found: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in found.items():
            archive.writestr(name, data)
    return out.getvalue()


def workbook(*sheets: str | bytes, **more: object) -> bytes:
    """A workbook as bytes."""
    return zipped(parts(*sheets, **more))  # type: ignore[arg-type]


def put(folder: Path, name: str, data: bytes | str) -> Path:
    """The path of a new file."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path
