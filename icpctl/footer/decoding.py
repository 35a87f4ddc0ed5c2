"""The bytes of a page as text: byte order mark, header, meta, then UTF-8, then GB 18030; it never fails.

Only encodings that pages of this field use are taken by name: Python knows "encodings" that run for ever or unpack.
"""

import re

_NAMES = {
    "utf-8": ("utf8", "utf-8", "unicode-1-1-utf-8"),
    "gb18030": ("gb18030", "gbk", "gb2312", "gb_2312-80", "x-gbk", "hz-gb-2312", "chinese", "cp936", "gb2312-80"),
    "big5": ("big5", "big5-hkscs", "cn-big5", "x-x-big5"),
    "utf-16-le": ("utf-16", "utf-16le", "unicode", "ucs-2"),
    "utf-16-be": ("utf-16be",),
    "cp1252": ("iso-8859-1", "latin1", "windows-1252", "us-ascii", "ascii"),
    "shift_jis": ("shift_jis", "shift-jis", "sjis"),
}
_KNOWN = {label: codec for codec, labels in _NAMES.items() for label in labels}
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_META = re.compile(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_PRESCAN = 4096


def decode(data: bytes, content_type: str = "") -> tuple[str, str]:
    """(text, encoding) of a page; `content_type` is the header it came with. What cannot be read becomes U+FFFD.

    A page that says one thing and is plainly another (a GBK label on UTF-8 text) is read as what it is.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace"), codec
    header = _HEADER.search(content_type)
    meta = _META.search(data[:_PRESCAN])
    said = [_KNOWN.get(header[1].lower(), "") if header else "", _KNOWN.get(meta[1].decode("ascii").lower(), "") if meta else ""]
    if said[1].startswith("utf-16"):
        said[1] = "utf-8"  # a meta element that can be read as ASCII cannot stand in UTF-16
    declared = [codec for codec in said if codec]
    for codec in dict.fromkeys([*declared, "utf-8", "gb18030"]):
        try:
            return data.decode(codec), codec
        except UnicodeDecodeError:
            continue
    codec = declared[0] if declared else "utf-8"
    return data.decode(codec, "replace"), codec
