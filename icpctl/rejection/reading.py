"""A message as it is compared: in one spelling, without what is personal in it, and taken apart into its reasons."""

import re
import unicodedata

from icpctl.naming.text import simplify

HAN = "\u3007\u3400-\u9fff"
"""Character class of the Han of messages; the rare ones beyond it only stand in names."""
CAP = 20_000
"""Characters of a message that are read; the longest real ones have some two thousand."""
MOST_REASONS = 40

# What cannot be seen, and terminal control sequences: neither belongs to the message.
_ESCAPES = re.compile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?|.)")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufe00-\ufe0f\ud800-\udfff]"
)
_URL = re.compile(r"https?://[^\s，。；、）)]+", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_IP = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
_DOMAIN = re.compile(r"(?<![\w.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?!toml\b)[a-z]{2,18}(?![\w-])")
_LONG_NUMBER = re.compile(r"(?<![a-z\d])\d{7,}x?(?![a-z\d])")
_LICENCE = re.compile(rf"[{HAN}]icp备\s*\d+号(?:-\d+)?")

# "1." "1、" "(1)" "①" "一、" "第一，" "a)" at the head of a reason, and the marks that end one.
_HEAD = (
    r"(?:[(（]?\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[a-h])\s*[)）、](?!\d)|(?<![\d.])\d{1,2}\s*[.．](?!\d)"
    r"|第[一二三四五六七八九十]\s*[,，、:：])"
)
_NUMBERED = r"\((?:\d{1,2}|[一二三四五六七八九十])\)"
_FURTHER = "(?:另外|此外|同时还|以及还)[,，]?"
_LISTED = re.compile(rf"[\n;；]+|(?:(?<=[\s。；;:：,，])|^){_HEAD}|{_NUMBERED}|{_FURTHER}")
_CIRCLED = re.compile("[①-⑳⑴-⒛⒜-⒵㈠-㈩]")  # NFKC makes plain numbers of them
_SENTENCE = re.compile(r"(?<=[。！？!?])|(?<=[a-z])\.\s+(?=[a-z0-9])")
_WORTH = re.compile(rf"[{HAN}a-z0-9]")


def readable(text: str) -> str:
    """The text as it may be kept: without escape sequences and characters that cannot be seen, and not longer than is read."""
    lines = _UNSEEN.sub("", _ESCAPES.sub("", text[:CAP].replace("\r\n", "\n"))).split("\n")
    return "\n".join(line.strip() for line in lines).strip()


def plain(text: str) -> str:
    """The text in one spelling: Simplified, half-width, small letters; without escape sequences and unseen characters.

    Domains, mail addresses, licences and long numbers stand for what they are: `example.com` becomes the word for a domain.
    """
    text = simplify(unicodedata.normalize("NFKC", _CIRCLED.sub("\n", readable(text)))).casefold()
    for pattern, instead in ((_URL, " "), (_MAIL, " "), (_LICENCE, " "), (_IP, " "), (_DOMAIN, " "), (_LONG_NUMBER, " ")):
        text = pattern.sub(instead, text)
    return text


def is_chinese(text: str) -> bool:
    """True when a text has any Han."""
    return re.search(f"[{HAN}]", text) is not None


def reasons(text: str) -> list[list[str]]:
    """The reasons of a plain text, in their order, each once and as its sentences.

    A reason is an entry of a numbered list, a line, or what stands between semicolons.
    """
    found = (tuple(_parts(_SENTENCE, part)) for part in _LISTED.split(text))
    return [list(sentences) for sentences in dict.fromkeys(found) if sentences][:MOST_REASONS]


def _parts(pattern: re.Pattern[str], text: str) -> list[str]:
    parts = (part.strip(" \t，,、:：.。;；") for part in pattern.split(text))
    return [part for part in parts if len(_WORTH.findall(part)) > 1][:MOST_REASONS]
