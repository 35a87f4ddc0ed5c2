"""What is seen of a file: its type by content, its size, what the picture shows; and what is refused before it does harm."""

import sys
import time
import tracemalloc

import pictures as make
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from icpctl.errors import UsageError
from icpctl.papers import MARKS, kinds, look
from icpctl.rules import Book

CHECKING = Book().file("document-files")["checking"]
WHOLE = {
    "jpg": make.jpg,
    "png": lambda: make.encoded(make.paper(), "PNG"),
    "gif": lambda: make.encoded(make.paper(), "GIF"),
    "bmp": lambda: make.encoded(make.paper(), "BMP"),
    "webp": lambda: make.encoded(make.paper(), "WEBP"),
    "tiff": lambda: make.encoded(make.paper(), "TIFF"),
}


def seen(data: bytes):
    return look(data, CHECKING)


def marks(data: bytes) -> set[str]:
    return set(seen(data).marks)


@pytest.mark.parametrize("kind", WHOLE)
def test_a_good_picture_of_every_kind(kind: str) -> None:
    data = WHOLE[kind]()
    found = seen(data)
    assert (found.kind, found.size, found.width, found.height) == (kind, len(data), 1200, 850)
    assert found.marks == ()


@pytest.mark.parametrize("kind", [k for k in WHOLE if k != "tiff"])
def test_the_header_alone_gives_the_size(kind: str) -> None:
    header = kinds.header(kind, WHOLE[kind]()[:4000])
    assert (header.width, header.height) == (1200, 850)


@pytest.mark.parametrize("form", [{"lossless": True}, {"exif": b"Exif\0\0II*\0\x08\0\0\0\0\0"}], ids=["VP8L", "VP8X"])
def test_the_header_of_other_forms_of_webp(form: dict[str, object]) -> None:
    header = kinds.header("webp", make.encoded(make.paper(), "WEBP", **form))
    assert (header.width, header.height) == (1200, 850)


@pytest.mark.parametrize("name", make.NO_PAPERS)
def test_what_is_no_paper_is_refused_and_named(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        seen(make.NO_PAPERS[name]())
    assert caught.value.key == ("paper_empty" if name == "empty" else "paper_kind")
    assert caught.value.text()
    assert caught.value.hint()


def test_html_is_called_html_whatever_the_file_is_named() -> None:
    with pytest.raises(UsageError) as caught:
        seen(make.NO_PAPERS["html"]())
    assert "HTML" in caught.value.text()


@pytest.mark.parametrize("name", make.BOMBS)
def test_a_bomb_is_refused_quickly_and_without_memory(name: str) -> None:
    data = make.BOMBS[name]()
    seen(make.jpg(60, 40))  # Pillow is there
    tracemalloc.start()
    began = time.monotonic()
    with pytest.raises(UsageError) as caught:
        seen(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.key in ("paper_bomb", "paper_bomb_pixels")
    assert time.monotonic() - began < 2
    assert peak < 50_000_000


@pytest.mark.parametrize(
    ("image", "wanted"),
    [
        (make.paper, set()),
        (lambda: make.paper().convert("L"), {"grey"}),
        (lambda: make.paper().convert("L").convert("RGB"), {"grey"}),
        (lambda: make.paper().convert("1"), {"grey"}),
        (make.warm_copy, {"tinted"}),
        (make.blurred, {"blurred"}),
        (lambda: make.lit(0.25), {"dark"}),
        (make.pale, {"pale"}),
        (lambda: Image.new("RGB", (1200, 850), "white"), {"pale", "blurred"}),
    ],
    ids=["good", "grey", "grey saved as colour", "one bit", "copy under a lamp", "blurred", "dark", "pale", "blank"],
)
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_what_a_picture_shows(image, wanted: set[str], form: str) -> None:
    assert marks(make.encoded(image() if form == "PNG" else image().convert("RGB"), form)) == wanted


def test_colour_is_judged_by_content_and_not_by_mode() -> None:
    palette = make.paper().quantize(64)
    assert palette.mode == "P"
    assert marks(make.encoded(palette, "PNG")) == set()
    see_through = make.paper().convert("RGBA")
    see_through.putalpha(255)
    assert marks(make.encoded(see_through, "PNG")) == set()


def test_cmyk_and_sixteen_bits() -> None:
    assert marks(make.encoded(make.paper().convert("CMYK"))) == set()
    wide = make.paper().convert("L").convert("I").point(lambda v: v * 257).convert("I;16")
    assert marks(make.encoded(wide, "PNG")) == {"grey"}


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_a_moving_picture(form: str) -> None:
    assert "animated" in marks(make.animated(form))


@pytest.mark.parametrize("part", [0.3, 0.9])
@pytest.mark.parametrize("kind", WHOLE)
def test_a_picture_that_is_cut_off_is_damaged(kind: str, part: float) -> None:
    data = WHOLE[kind]()
    assert "damaged" in marks(data[: int(len(data) * part)])


def test_turned_pictures_are_measured_upright() -> None:
    found = seen(make.with_exif(turn=6))
    assert (found.width, found.height) == (850, 1200)
    assert found.marks == ("rotated",)
    assert seen(make.with_exif(turn=3)).width == 1200


def test_notes_of_a_camera() -> None:
    assert marks(make.with_exif(place=True)) == {"located"}
    assert marks(make.with_exif(filling=60_000)) == set()
    broken = make.with_exif().replace(b"Exif\0\0", b"Exif\0\0" + b"\xff" * 4)
    assert "damaged" not in marks(broken)


def test_a_heic_photo_is_seen_as_such() -> None:
    assert seen(make.heic()).kind == "heic"


def test_pdfs() -> None:
    found = seen(make.pdf(3))
    assert (found.kind, found.pages, found.width, found.height, found.marks) == ("pdf", 3, 595, 842, ())
    assert marks(make.pdf(password="secret")) == {"encrypted"}
    assert seen(make.pdf(CHECKING["max_pages"] + 50)).pages == CHECKING["max_pages"] + 1


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing", make.pdf(2)[:400], b"%PDF-1.4\n" + b"\0" * 5000])
def test_a_broken_pdf_is_damaged(data: bytes) -> None:
    assert marks(data) == {"damaged"}


def test_a_page_tree_that_bites_its_tail_ends() -> None:
    data = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>endobj\n"
    assert marks(data + b"trailer<</Root 1 0 R>>\n%%EOF") == {"damaged"}


@pytest.mark.parametrize(("missing", "data"), [("PIL", make.jpg()), ("pypdf", make.pdf())])
def test_without_the_extra_the_header_is_all_that_is_known(missing: str, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    found = seen(data)
    assert found.marks == ("unread",)
    if missing == "PIL":
        assert (found.width, found.height) == (1200, 850)
        with pytest.raises(UsageError):
            seen(make.BOMBS["60,000 x 60,000 PNG"]())


SAMPLES = [make.jpg(120, 80), make.encoded(make.paper(120, 80), "PNG"), make.encoded(make.paper(120, 80), "GIF"), make.pdf()]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=8), st.floats(0, 1))
def test_a_spoiled_file_is_seen_or_refused_and_nothing_else(data: bytes, changes: list[tuple[float, int]], cut: float) -> None:
    spoiled = bytearray(data)
    for place, value in changes:
        spoiled[int(place * (len(data) - 1))] = value
    try:
        found = seen(bytes(spoiled[: int(cut * len(data)) or 1]))
    except UsageError:
        return
    assert set(found.marks) <= set(MARKS)
    assert found.kind in kinds.PAPERS


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_have_a_kind(data: bytes) -> None:
    kind = kinds.kind_of(data)
    assert kind == "empty" if not data else kind != "empty"
    kinds.header(kind, data)


def test_looking_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    for data in (make.pdf(2)[:400], make.encoded(make.paper(), "PNG")[:500]):
        seen(data)
    assert capsys.readouterr() == ("", "")
