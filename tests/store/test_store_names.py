"""Which names drafts may have; the rule is the same on every system."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from store_harness import saved

from icpctl import store
from icpctl.errors import UsageError
from icpctl.places import suggested_name

REFUSED = {
    "../x": "name_pattern", "a/b": "name_pattern", "a\\b": "name_pattern", "-x": "name_pattern", ".x": "name_pattern",
    "_x": "name_pattern", "": "name_pattern", " shop": "name_pattern", "shop ": "name_pattern",
    "shop\n": "name_pattern",
    "My Shop": "name_pattern", "Shop": "name_pattern", "网店": "name_pattern", "shöp": "name_pattern",
    "а-cyrillic": "name_pattern", "shop:stream": "name_pattern", "a\0b": "name_pattern", "１": "name_pattern",
    "con": "name_device", "con.txt": "name_device", "nul": "name_device", "com1": "name_device",
    "lpt9.a.b": "name_device",
    "x" * 300: "name_long", "x" * 81: "name_long", "shop.": "name_dot", "shop.toml": "name_suffix",
    "shop.lock": "name_suffix", "shop.files": "name_suffix", "check": "name_reserved", "template": "name_reserved",
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED, ids=lambda n: ascii(n)[:20])
def test_refused_names_say_the_rule_and_the_nearest_name(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        store.check_name(name)
    assert caught.value.key == REFUSED[name]
    suggestion = caught.value.values["suggestion"]
    assert store.check_name(suggestion) == suggestion
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("name", ["a", "0", "example-com", "a.b_c-d", "x" * 80, "console", "com10", "checks", "files"])
def test_allowed_names(name: str) -> None:
    assert store.check_name(name) == name


@given(st.text() | st.from_regex(r"[a-z.]{0,100}(\.toml|\.lock|\.files|con|check)?", fullmatch=True))
@example("con.toml")
@example("x" * 75 + ".toml" + "y" * 9)
def test_every_suggestion_is_allowed(text: str) -> None:
    assert store.check_name(suggested_name(text))


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("example.com", "example-com"), (" WWW.Example.COM. ", "www-example-com"), ("示例.cn", "xn--fsq092h-cn"),
        ("*.example.com", "example-com"), ("con", "draft-con"), ("", "draft"), ("a" * 300, "a" * 80),
    ],
)  # fmt: skip
def test_names_from_domains(domain: str, name: str) -> None:
    assert store.name_from_domain(domain) == name


def test_near_names() -> None:
    assert suggested_name("My Shop") == "my-shop"
    assert suggested_name("ＡＢＣ") == "abc"
    assert suggested_name("张三") == "draft"


def test_a_free_name_counts_on(folder: Path) -> None:
    assert store.free_name(folder, "shop") == "shop"
    saved(folder, "shop")
    saved(folder, "shop-2")
    assert store.free_name(folder, "shop") == "shop-3"
    saved(folder, "x" * 80)
    assert store.free_name(folder, "x" * 80) == "x" * 78 + "-2"


@pytest.mark.parametrize("name", ["13912345678", "shop-13912345678", "110101199001010015", "a-11010119900101001x"])
def test_a_new_draft_is_not_called_after_somebodys_number_and_an_old_one_is_still_found(name: str) -> None:
    with pytest.raises(UsageError) as refused:
        store.check_new_name(name)
    assert refused.value.key == "name_personal"
    assert store.check_new_name(refused.value.values["suggestion"])
    assert store.check_name(name) == name


@pytest.mark.parametrize("name", ["13800000000-com", "13800000000.com", "shop-2026", "1391234567", "139123456789"])
def test_other_figures_in_a_name_are_nobodys(name: str) -> None:
    assert store.check_new_name(name) == name
