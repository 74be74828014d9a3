from __future__ import annotations

import re
import sys
import time
import unicodedata
from typing import Literal, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import keys
from articles.letters import count_words, in_ascii, in_numbers

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
CHARACTERS = [char for char in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(char) != "Cs"]


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFKD", text.replace("ß", "ss"))


def slug_without_accents(text: str) -> str:
    """What addresses were made by before letters of other scripts had a spelling."""
    folded = decomposed(text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:100].strip("-")


def keeps_its_letters(text: str) -> bool:
    return not any(char.isalnum() and not char.isascii() for char in decomposed(text))


def has_a_letter(text: str) -> bool:
    """Or a digit; some that count as letters are accents above a blank."""
    return any(char.isalnum() for char in unicodedata.normalize("NFKC", text))


PLAIN = [char for char in CHARACTERS if keeps_its_letters(char)]


@given(st.text(st.one_of(st.characters(max_codepoint=127), st.sampled_from(PLAIN), st.sampled_from("éüñçßő’—·"))))
def test_slug_from_text_that_needs_no_spelling_is_what_it_always_was(text: str) -> None:
    assert keys.slug_from_text(text) == slug_without_accents(text)


def test_slug_from_text_of_each_character_that_needs_no_spelling_is_what_it_always_was() -> None:
    changed = [char for char in PLAIN if keys.slug_from_text(f"a{char}b") != slug_without_accents(f"a{char}b")]
    assert not changed and len(PLAIN) > 2000


def test_slug_from_text_of_each_letter_is_a_slug() -> None:
    assert not [char for char in CHARACTERS if has_a_letter(char) and not keys.is_slug(keys.slug_from_text(char))]


@given(st.text())
def test_slug_from_text_is_a_slug_or_empty_where_nothing_can_be_read(text: str) -> None:
    slug = keys.slug_from_text(text)
    assert keys.is_slug(slug) or not has_a_letter(text)
    assert keys.slug_from_text(slug) == slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Łódź", "lodz"), ("Żółć", "zolc"), ("Øre", "ore"), ("Æsop", "aesop"), ("Đà Nẵng", "da-nang"),
        ("GROẞ", "gross"), ("o\u0308l Ł", "ol-l"), ("中文", "zhongwen"), ("日本語", "ribenyu"),
        ("北京 大学", "beijing-daxue"), ("データ・ベース", "deta-besu"), ("한국어 공부", "hangugeo-gongbu"),
        ("Ελληνικά", "ellinika"), ("Привет, мир", "privet-mir"), ("объект", "obekt"), ("العربية", "lrbyh"),
        ("हिन्दी", "hindi"), ("ภาษา", "phasa"), ("日本、中国", "riben-zhongguo"), ("C语言", "c-yuyan"),
        ("第1章", "di-1-zhang"), ("中文🐍", "zhongwen"), ("١٢", "12"), ("א", "u5d0"), ("🐍", ""), ("、。", ""),
    ],
)  # fmt: skip
def test_slug_from_text_of_other_scripts(text: str, slug: str) -> None:
    assert keys.slug_from_text(text) == slug


@pytest.mark.parametrize("form", get_args(Form))
@pytest.mark.parametrize("text", ["한국어", "データ", "Ǿre", "Йод", "Żółć"])
def test_in_ascii_is_the_same_for_every_form_of_a_letter(text: str, form: Form) -> None:
    assert in_ascii(unicodedata.normalize(form, text)) == in_ascii(text)


def test_in_numbers_leaves_out_signs() -> None:
    assert in_numbers("א 🐍!") == "u5d0"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0), ("Four words are here.", 4), ("naïve café_x 42", 3), ("Привет, мир", 2), ("中" * 400, 220),
        ("かな。カナ", 2), ("한국어 공부", 3), ("中文Python教程", 3), ("हिन्दी भाषा।", 2), ("、。", 0), ("字", 1),
        ("ก" * 40, 10),
    ],
)  # fmt: skip
def test_count_words(text: str, words: int) -> None:
    assert count_words(text) == words


@given(st.text(st.characters(max_codepoint=0x2FF)))
def test_count_words_of_latin_text_is_the_number_of_its_words(text: str) -> None:
    assert count_words(text) == len(re.findall(r"\w+", text))


@pytest.mark.parametrize("text", ["中a", "e\u0301", "ก\u0e31"], ids=ascii)
def test_letters_of_a_long_text_are_read_quickly(text: str) -> None:
    began = time.process_time()
    count_words(text * 60_000)
    keys.slug_from_text(text * 60_000)
    assert time.process_time() - began < 2
