"""Letters of all scripts: how an address spells them, and how many words they are to a reader.

What is ASCII once its accents are gone is spelled by that alone, so that addresses made of it never move.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from anyascii import anyascii

# Chinese, Japanese and Korean characters, without their punctuation.
_CJK = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3041-\u3096\u30a1-\u30fa\u30fc-\u318e\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)
# Thai, Lao, Burmese and Khmer, which put no blanks between words.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
# The scripts of India, whose vowels are marks inside a word and no letters to `\w`; not their full stops.
_INDIC = "\u0900-\u0963\u0966-\u0dff"

_CJK_EDGE = re.compile(f"(?<=[{_CJK}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{_CJK}])")
_CJK_CHARACTER = re.compile(f"[{_CJK}]")
_UNSPACED_LETTER = re.compile(rf"(?=\w)[{_UNSPACED}]")
_WORD = re.compile(rf"(?:[^\W{_CJK}{_UNSPACED}]|[{_INDIC}])+")
# What no word holds. An apostrophe and what joins letters and pictures (U+200C, U+200D) may be within one.
_MARKS = (
    r"!-&(-/:-@\[-^`{-~\u00a1-\u00a9\u00ab-\u00b1\u00b4-\u00b8\u00bb-\u00bf"
    r"\u2000-\u200b\u200e-\u2018\u201a-\u206f\u3000-\u3004\u3008-\u3020\uff01-\uff0f\uff1a-\uff20"
)
_TOKEN = re.compile(rf"[{_CJK}]|[^\s{_MARKS}{_CJK}]+|\s+|.", re.DOTALL)

# 400 Chinese characters are read in the time of 220 English words, and a Thai word has about four letters.
_WORDS_PER_CJK_CHARACTER = 0.55
_WORDS_PER_UNSPACED_LETTER = 0.25


def find_words(text: str) -> Iterator[re.Match[str]]:
    """Each word that blanks or signs set apart; scripts that set none apart have none here."""
    return _WORD.finditer(text)


def count_words(text: str) -> int:
    """Words, and what takes as long to read in scripts that do not separate them."""
    words = len(_WORD.findall(text))
    if text.isascii():
        return words
    cjk, unspaced = len(_CJK_CHARACTER.findall(text)), len(_UNSPACED_LETTER.findall(text))
    return words + round(cjk * _WORDS_PER_CJK_CHARACTER + unspaced * _WORDS_PER_UNSPACED_LETTER)


def split_words(text: str) -> list[str]:
    """All of a text in its order: words, single Chinese, Japanese and Korean characters, marks, and blanks between."""
    return _TOKEN.findall(text)


def in_ascii(text: str) -> str:
    """The text as ASCII can spell it: "Łódź" gives `Lodz`, "C语言" gives `C-YuYan`. Pictures are left out."""
    text = unicodedata.normalize("NFKC", text.replace("ß", "ss"))
    if not any(map(_is_letter_to_spell, text)):
        return _without_accents(text)
    parts: list[str] = []
    after_spelled = False
    for char in _CJK_EDGE.sub("-", text):
        is_mark = unicodedata.category(char)[0] == "M"
        # Vowels of many scripts are marks after a letter; those after a Latin one are accents.
        after_spelled = after_spelled if is_mark else _is_letter_to_spell(char)
        parts.append(_spelling(char) if after_spelled else _without_accents(char) or _gap(char))
    return "".join(parts)


def in_numbers(text: str) -> str:
    """The letters of a text as numbers, for those that nothing spells: "𠮷" gives `u20bb7`."""
    return " ".join(f"u{ord(char):x}" for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def _without_accents(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _is_letter_to_spell(char: str) -> bool:
    return not char.isascii() and char.isalnum() and not _without_accents(char)


def _spelling(char: str) -> str:
    """Without signs: some letters are spelled as an apostrophe, which is no end of a word here."""
    return re.sub(r"[^A-Za-z0-9]", "", anyascii(char))


def _gap(char: str) -> str:
    return "-" if unicodedata.category(char)[0] in "PSZ" else ""
