"""The pictures of the papers at hand: colour, sharp, bright, large enough, upright, by what was seen when they were attached.

What only a measure of icpctl's own says is a warning or a note, and says that it is a measure.
"""

from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.papers import Paper, attached, checking
from icpctl.checks.scope import words
from icpctl.rules import Rule


@check(
    "DOC025",
    "error",
    "documents",
    Words(
        "图是黑白的",
        "“{paper}”要原件的彩色照片或彩色扫描，这张图{seen}。",
        "对着原件重新拍照或彩色扫描；不要用复印件、传真或“黑白文档”模式。",
    ),
    Words(
        "The picture has no colour",
        "A colour photo or colour scan of the original is wanted for “{paper}”; this picture {seen}.",
        "Photograph or colour-scan the original again; no copies, no fax, no “black and white document” mode.",
    ),
    about="document",
)
def no_colour(case: Case) -> Iterator[Hit]:
    """colour_required, by the content of the picture. Certificates are coloured; a letter may be black on white: a warning."""
    for paper in attached(case):
        if paper.rule is None or not {"grey", "tinted"} & set(paper.marks):
            continue
        certain = checking(case)["colour_groups"]
        own = bool(paper.file_rule and paper.file_rule.get("colour_required"))
        asked = bool(paper.rule.get("colour_required"))
        if not asked and not (own and paper.group in certain):
            continue
        sure = own and "grey" in paper.marks and paper.group in certain
        seen = words("里没有任何颜色", "has no colour at all") if "grey" in paper.marks else words(
            "只有均匀的一层偏色，像灯光下拍的黑白复印件（只是量出来的，请自己看一眼）",
            "has one even tint only, like a black and white copy under a lamp (a measure, look yourself)",
        )  # fmt: skip
        yield found(
            f"{paper.at}.file", paper.file_rule if own else paper.rule, severity=None if sure else "warning",
            paper=paper.name, seen=seen,
        )  # fmt: skip


@check(
    "DOC026",
    "warning",
    "documents",
    Words(
        "是会动的图",
        "“{paper}”的文件有好几帧（动图）。上传后往往只留第一帧，或者整张被拒。",
        "另存成一张静止的 JPG 再附上。",
    ),
    Words(
        "The picture is animated",
        "The file of “{paper}” has several frames. Uploaded, mostly the first one alone is kept, or all is refused.",
        "Save one still picture as JPG and attach that.",
    ),
    about="document",
)
def animated(case: Case) -> Iterator[Hit]:
    """More than one frame."""
    for paper in attached(case):
        if "animated" in paper.marks:
            yield found(f"{paper.at}.file", paper=paper.name)


def _measured(case: Case, mark: str) -> Iterator[Paper]:
    for paper in attached(case):
        if mark in paper.marks and (paper.rule is None or paper.group in checking(case)["photo_groups"]):
            yield paper


@check(
    "DOC027",
    "warning",
    "documents",
    Words(
        "可能拍糊了",
        "“{paper}”的清晰度量出来偏低（这是一个测量值，不是审核结论，请放大看一眼小字）。看不清的证件会被退回。",
        "拿稳、对焦在字上、光线均匀，重拍一张原图。",
    ),
    Words(
        "The picture may be blurred",
        "The sharpness of “{paper}” measures low (a measure, not the reviewer's judgement: enlarge it and look at the small "
        "print). Illegible certificates come back.",
        "Hold still, focus on the text, light it evenly, and take the picture again.",
    ),
    about="document",
)
def blurred(case: Case) -> Iterator[Hit]:
    """Variance of the Laplacian, in the sharpest parts."""
    for paper in _measured(case, "blurred"):
        yield found(f"{paper.at}.file", _unclear(case), severity="warning", paper=paper.name)


def _unclear(case: Case) -> Rule | None:
    """What comes back for pictures that are not clear; read only when there is one."""
    return case.book.one("rejection", "doc-unclear")


@check(
    "DOC028",
    "warning",
    "documents",
    Words(
        "可能太暗或过曝",
        "“{paper}”{seen}（这是一个测量值，不是审核结论，请自己看一眼）。",
        "在均匀的光线下重拍，不开闪光灯，避开反光。",
    ),
    Words(
        "The picture may be too dark or too bright",
        "“{paper}” {seen} (a measure, not the reviewer's judgement: look yourself).",
        "Take it again in even light, without flash, without reflections.",
    ),
    about="document",
)
def badly_lit(case: Case) -> Iterator[Hit]:
    """Hardly anything bright, or hardly anything dark."""
    seen = {
        "dark": words("的图整体偏暗，最亮的部分也暗", "is dark: even its brightest parts are"),
        "pale": words("的图整体发白，连字都很淡", "is washed out: even its text is pale"),
    }
    for mark, text in seen.items():
        for paper in _measured(case, mark):
            yield found(f"{paper.at}.file", _unclear(case), severity="warning", paper=paper.name, seen=text)


@check(
    "DOC029",
    "warning",
    "documents",
    Words(
        "像素太少",
        "“{paper}”的图只有 {width}×{height} 像素，长边不到 {least}，小字多半看不清（没有来源规定最低像素，这是 icpctl 的尺度）。",
        "用手机或扫描仪的原图，不要用缩略图、截图或聊天软件转发过的图。",
    ),
    Words(
        "The picture has few pixels",
        "The picture of “{paper}” has {width}x{height} pixels, its longer side less than {least}; small print will hardly be "
        "legible (no source states a minimum, this is icpctl's own measure).",
        "Use the picture as the phone or scanner made it: no thumbnail, no screenshot, nothing that went through a chat program.",
    ),
    about="document",
)
def few_pixels(case: Case) -> Iterator[Hit]:
    """A longer side under the measure."""
    for paper in attached(case):
        one, least, groups = paper.document, checking(case)["small_side"], checking(case)["photo_groups"]
        if one.kind != "pdf" and one.width and one.height and max(one.width, one.height) < least and paper.group in groups:
            yield found(f"{paper.at}.file", paper=paper.name, width=one.width, height=one.height, least=least)


@check(
    "DOC030",
    "note",
    "documents",
    Words(
        "图是靠相机标记转正的",
        "“{paper}”的图存的时候是横倒或颠倒的，只靠相机标记（EXIF）显示成正的；有的系统不看这个标记，显示会歪。",
        "在看图软件里转正后另存，再附上。",
    ),
    Words(
        "The picture is turned by a camera note only",
        "The picture of “{paper}” is stored lying or upside down and shown upright by a note of the camera (EXIF) only; systems "
        "that ignore the note show it turned.",
        "Turn it in a picture viewer, save it, and attach that.",
    ),
    about="document",
)
def turned(case: Case) -> Iterator[Hit]:
    """An EXIF orientation other than upright."""
    for paper in attached(case):
        if "rotated" in paper.marks:
            yield found(f"{paper.at}.file", paper=paper.name)


@check(
    "DOC031",
    "note",
    "documents",
    Words(
        "照片里记着拍摄地点",
        "“{paper}”的照片带着拍摄位置（GPS）。备案用不着它。",
        "不想外传的话，关掉相机的位置再拍，或在看图软件里删除位置信息后重附。",
    ),
    Words(
        "The photo tells where it was taken",
        "The photo of “{paper}” carries its place (GPS). No filing needs it.",
        "If that is nobody's business, switch the camera's location off, or remove the place in a picture viewer, and attach "
        "it again.",
    ),
    about="document",
)
def located(case: Case) -> Iterator[Hit]:
    """A position in the EXIF data."""
    for paper in attached(case):
        if "located" in paper.marks:
            yield found(f"{paper.at}.file", paper=paper.name)
