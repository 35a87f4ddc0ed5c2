"""What a picture shows, measured with Pillow: whole or damaged, colour or grey, sharp or blurred, dark or pale, turned.

Pillow is an extra: without it a picture is known by its header alone, and marked `unread`.
"""

import warnings
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from icpctl.errors import UsageError
from icpctl.papers import Seen, refuse_bomb
from icpctl.papers.kinds import Header

_FORMATS = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "bmp": "BMP", "webp": "WEBP", "tiff": "TIFF"}
_ORIENTATION, _GPS = 0x0112, 0x8825
_TILES = 5
_BOMBS = ("decompressed data too large", "too much memory")  # Pillow's words about text chunks of a PNG
_SHRINKS = ("L", "LA", "RGB", "RGBA", "CMYK", "YCbCr")  # modes that are averaged right while shrinking


def look(kind: str, data: bytes, header: Header, checking: Mapping[str, Any]) -> Seen:
    """A picture of a kind that Pillow reads. Raises UsageError for a decompression bomb."""
    plain = Seen(kind, len(data), header.width, header.height)
    try:
        from PIL import Image
    except ImportError:
        return Seen(kind, len(data), header.width, header.height, marks=("unread",))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _look(kind, data, checking, plain)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise UsageError("paper_bomb") from error
    except UsageError:
        raise
    except Exception as error:
        if _is_bomb(error):
            raise UsageError("paper_bomb") from error
        return Seen(kind, len(data), header.width, header.height, marks=("damaged",))


def _look(kind: str, data: bytes, checking: Mapping[str, Any], plain: Seen) -> Seen:
    from PIL import Image

    with Image.open(BytesIO(data), formats=[_FORMATS[kind]]) as image:
        width, height = image.size
        refuse_bomb(width, height, 0, checking)
        marks = ["animated"] if kind in ("gif", "png", "webp") and getattr(image, "is_animated", False) else []
        try:
            edge = checking["blur_edge"]
            image.draft(None, (2 * edge, 2 * edge))  # a JPEG is unpacked no bigger than it is measured
            image.load()
        except (OSError, SyntaxError, ValueError) as error:
            if _is_bomb(error):
                raise
            return Seen(kind, plain.size, width, height, None, (*marks, "damaged"))
        turned = _from_exif(image, marks)  # after the picture, which Pillow reads first to find it in a PNG
        if image.mode in _SHRINKS:
            image.thumbnail((2 * edge, 2 * edge), reducing_gap=2.0)
        marks += measured(_as_colour(image), checking)
    if turned:
        width, height = height, width
    return Seen(kind, plain.size, width, height, None, tuple(marks))


def _is_bomb(error: Exception) -> bool:
    return any(words in str(error).lower() for words in _BOMBS)


def _from_exif(image: Any, marks: list[str]) -> bool:
    """Adds what the camera noted: turned, or with the place where it was taken. True when width and height change places."""
    try:
        exif = image.getexif()
        turn = exif.get(_ORIENTATION, 1)
        if exif.get(_GPS) and exif.get_ifd(_GPS):
            marks.append("located")
    except Exception:  # noqa: BLE001 - damaged notes of a camera say nothing about the picture
        return False
    if turn in range(2, 9):
        marks.append("rotated")
    return turn in (5, 6, 7, 8)


def _as_colour(image: Any) -> Any:
    """The picture in red, green and blue with 8 bits each; what is see-through lies on white."""
    from PIL import Image

    if image.mode.startswith(("I", "F")):  # 16 bits and more, which `convert` would cut off at 255
        most = 65535.0 if image.mode.startswith("I") else float(max(image.getextrema()[1], 1))
        image = image.convert("I").convert("F") if image.mode.startswith("I") else image
        image = image.point(lambda value: value * (255 / most) + 0).convert("L")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image)
        image = paper
    return image.convert("RGB")


def measured(image: Any, checking: Mapping[str, Any]) -> list[str]:
    """Marks of an RGB picture: grey or tinted, blurred, dark or pale. Each is a measure, not a judgement."""
    image.thumbnail((checking["blur_edge"], checking["blur_edge"]), reducing_gap=2.0)
    light = image.convert("L")
    histogram = light.histogram()
    marks = ["blurred"] if sharpness(light) < checking["blur_below"] else []
    if _level(histogram, 900) < checking["dark_below"]:
        return [*marks, "dark"]  # without light nothing can be said of colour
    if _level(histogram, 3) > checking["pale_above"]:
        return [*marks, "pale"]
    return [*_colour(image, checking), *marks]


def _colour(image: Any, checking: Mapping[str, Any]) -> list[str]:
    """Grey: no colour at all. Tinted: colour only as a black and white copy has it under a warm lamp, all over alike."""
    from PIL import Image

    small = image.copy()
    small.thumbnail((checking["grey_edge"], checking["grey_edge"]))
    if _is_grey(small, checking):
        return ["grey"]
    # What white paper looks like in this light is made white, channel by channel; then only true colour is left.
    bands = small.split()
    paper = [max(1, _level(band.histogram(), 700)) for band in bands]
    scaled = [
        band.point([min(255, value * max(paper) // own) for value in range(256)]) for band, own in zip(bands, paper, strict=True)
    ]
    return ["tinted"] if _is_grey(Image.merge("RGB", scaled), checking) else []


def _is_grey(image: Any, checking: Mapping[str, Any]) -> bool:
    share, tolerance = checking["grey_share"], checking["grey_tolerance"]
    histograms = [band.histogram() for band in image.convert("YCbCr").split()[1:]]
    ends = [_level(h, at) for h in histograms for at in (share, 1000 - share)]
    return all(abs(end - 128) <= tolerance for end in ends)


def _level(histogram: list[int], share: int) -> int:
    """The value under which `share` thousandths of the pixels lie."""
    wanted, seen = sum(histogram) * share / 1000, 0
    for value, count in enumerate(histogram):
        seen += count
        if seen >= wanted and seen:
            return value
    return len(histogram) - 1


def sharpness(light: Any) -> float:
    """Variance of the Laplacian of a grey picture, in the second sharpest of 25 fields: paper around the text does not count."""
    from PIL import ImageFilter, ImageStat

    kernel = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
    edges = light.filter(kernel)
    width, height = edges.size
    if min(width, height) < 4 * _TILES:
        return float(ImageStat.Stat(edges).var[0])
    fields = []
    for row in range(_TILES):
        for column in range(_TILES):
            box = (
                max(1, width * column // _TILES), max(1, height * row // _TILES),
                min(width - 1, width * (column + 1) // _TILES), min(height - 1, height * (row + 1) // _TILES),
            )  # fmt: skip
            fields.append(float(ImageStat.Stat(edges.crop(box)).var[0]))
    return sorted(fields)[-2]
