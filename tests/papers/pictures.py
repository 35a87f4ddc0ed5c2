"""Pictures and PDFs for the tests, all drawn here: no real paper, no real person."""

import io
import struct
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont


@cache
def _drawn(width: int, height: int) -> Image.Image:
    image = Image.new("RGB", (width, height), (225, 236, 243))
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=height // 20)
    for row in range(8):
        draw.text((width * 0.05, height * (0.08 + row * 0.1)), f"SAMPLE No {row} LINE OF WORDS", fill=(20, 20, 20), font=font)
    draw.ellipse((width * 0.7, height * 0.55, width * 0.9, height * 0.85), outline=(200, 30, 30), width=height // 40)
    return image


def paper(width: int = 1200, height: int = 850) -> Image.Image:
    """Something like a certificate: text and a red seal on pale paper."""
    return _drawn(width, height).copy()


def warm_copy() -> Image.Image:
    """A black and white copy under a warm lamp."""
    red, green, blue = paper().convert("L").convert("RGB").split()
    return Image.merge("RGB", (red, green.point(lambda v: int(v * 0.88)), blue.point(lambda v: int(v * 0.7))))


def blurred() -> Image.Image:
    """A picture out of focus."""
    return paper().filter(ImageFilter.GaussianBlur(8))


def lit(amount: float) -> Image.Image:
    """The paper in less light."""
    return ImageEnhance.Brightness(paper()).enhance(amount)


def pale() -> Image.Image:
    """The paper in far too much light."""
    return Image.blend(paper(), Image.new("RGB", (1200, 850), "white"), 0.85)


def encoded(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    """The bytes of a file."""
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def jpg(width: int = 1200, height: int = 850, **options: Any) -> bytes:
    """A good photo."""
    return encoded(paper(width, height), **options)


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width: int, height: int, *more: bytes, after: bytes = b"") -> bytes:
    """A PNG with this header, whatever its picture data holds."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = zlib.compress(b"\0" * ((3 * width + 1) * min(height, 10)))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + chunk(b"IDAT", rows) + after + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A text chunk of 20 KB that unpacks to 20 MB."""
    return chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 20_000_000, 9))


def animated(form: str = "GIF") -> bytes:
    """Two frames."""
    return encoded(paper(400, 300), form, save_all=True, append_images=[lit(0.9).resize((400, 300))])


def heic() -> bytes:
    """The beginning of an iPhone's photo."""
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 3000


def pdf(pages: int = 1, password: str = "") -> bytes:
    """A PDF of blank A4 pages."""
    import pypdf

    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_exif(turn: int = 1, place: bool = False, filling: int = 0) -> bytes:
    """A JPEG with notes of a camera."""
    exif = Image.Exif()
    exif[0x0112] = turn
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 14.0, 0.0), 3: "E", 4: (121.0, 28.0, 0.0)})
    if filling:
        exif[0x010E] = "x" * filling
    return encoded(paper(), exif=exif)


NO_PAPERS: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "text": lambda: "这是一段文字\n".encode() * 50,
    "html": lambda: b"<!DOCTYPE html><html><body>error</body></html>",
    "html behind a mark": lambda: b"\xef\xbb\xbf\n <HTML>",
    "svg": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'></svg>",
    "docx": lambda: b"PK\x03\x04" + b"\0" * 30 + b"word/document.xml",
    "zip": lambda: b"PK\x03\x04" + b"\0" * 60,
    "doc": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "rar": lambda: b"Rar!\x1a\x07\x01\0",
    "exe": lambda: b"MZ\x90\0" + b"\0" * 100,
    "mp4": lambda: b"\0\0\0\x18ftypisom" + b"\0" * 100,
    "zeros": lambda: b"\0" * 500,
    "noise": lambda: bytes(range(1, 200)) * 5,
}
BOMBS: dict[str, Callable[[], bytes]] = {
    "60,000 x 60,000 PNG": lambda: png_of(60_000, 60_000),
    "60,000 x 60,000 GIF": lambda: b"GIF89a" + struct.pack("<HH", 60_000, 60_000) + b"\0" * 100,
    "60,000 x 60,000 BMP": lambda: b"BM" + struct.pack("<IHHIIii", 100, 0, 0, 54, 40, 60_000, -60_000) + b"\0" * 60,
    "60,000 x 60,000 JPEG": lambda: b"\xff\xd8\xff\xc0\0\x11\x08" + struct.pack(">HH", 60_000, 60_000) + b"\x03" + b"\0" * 60,
    "16,000 x 16,000 WebP": lambda: b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\x80\x3e\0" * 2 + b"\0" * 40,
    "60,000 x 60,000 TIFF": lambda: tiff_of(60_000, 60_000),
    "JPEG of a thousand scans": lambda: jpg(60, 40)[:-2] + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0" * 1000,
    "PNG with a text bomb": lambda: png_of(10, 10, text_bomb()),
    "PNG with a text bomb behind the picture": lambda: png_of(10, 10, after=text_bomb()),
}


def tiff_of(width: int, height: int) -> bytes:
    """A TIFF with this header and one strip."""
    tags = [(256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, 200), (277, 1), (278, height), (279, 10)]
    body = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", t, 4, 1, v) for t, v in tags) + b"\0\0\0\0"
    return b"II*\0\x08\0\0\0" + body + b"\0" * 200
