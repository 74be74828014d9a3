"""What is read as words: how long it is, what is said twice, and what its author meant to come back to.

No language is known here. A sentence ends where Unicode's signs for that stand, too often rather than too seldom, so
that an abbreviation raises no false alarm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from articles.checking.findings import Found
from articles.letters import count_words, find_words
from articles.rendering.places import MARK, OPAQUE, Words

MAX_PARAGRAPH, MAX_SENTENCE = 180, 40
# Full stops, with what may close behind them; Chinese and Japanese have no blank after theirs, Thai a blank for one.
_SENTENCE_END = re.compile(
    rf"(?<![.!?…‽؟۔։።᠃])[.!?…‽؟۔։።᠃]++[\"'”’»›)\]{MARK}{OPAQUE}]*+(?=\s)"
    r"|[。！？｡।॥။៕]+[”’」』）】]*"
    r"|(?<=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])[ \n]"
    r"|  \n"
)
# TK is what journalists write for "to come", because no word has it.
_LEFT = re.compile(
    r"(?<![A-Za-z0-9_])(?:(?:TK)++|(?:TODO|FIXME|XXX)(?=:|\])|(?:lorem|Lorem) ipsum)(?![A-Za-z0-9_])",
)
# What means something when it is said twice.
_DOUBLED = frozenset(
    {
        "that",
        "had",
        "her",
        "is",
        "so",
        "very",
        "no",
        "bye",
        "ha",
        "really",
        "many",
        "far",
        "long",
        "nous",
        "vous",
        "faire",
        "die",
        "der",
        "das",
        "den",
        "dem",
        "sie",
        "ihr",
        "dat",
        "je",
        "hem",
        "via",
        "piano",
        "man",
        "così",
        "poco",
        "casi",
        "luego",
        "logo",
        "muy",
        "чуть",
        "еле",
        "едва",
        "σιγά",
        "λίγο",
    }
)
# Languages that double words as others decline them.
_DOUBLING = frozenset({"az", "fil", "hu", "id", "kk", "ms", "ta", "th", "tl", "tr", "uz", "vi"})
# Of one letter these are words, and others stand for something.
_ONE_LETTER = frozenset("aiàyoeéчвксуоияж")
_JOINED = frozenset("'’-‐‑")


def check_length(words: Words) -> Iterator[Found]:
    """Of one paragraph and its sentences."""
    if words.kind != "paragraph":
        return
    count = count_words(words.prose)
    if count > MAX_PARAGRAPH:
        wall = f"On a screen, more than {MAX_PARAGRAPH} are a wall; part it where a new thought begins."
        reason = f"This paragraph has {count} words. {wall}"
        yield Found("paragraph-long", words.place(0), words.place(len(words.text)), reason)
    if count > MAX_SENTENCE:
        yield from _long_sentences(words)


def _long_sentences(words: Words) -> Iterator[Found]:
    ends = [found.end() for found in _SENTENCE_END.finditer(words.prose)]
    for start, end in pairwise([0, *ends, len(words.prose)]):
        sentence = words.prose[start:end]
        count = count_words(sentence)
        if count > MAX_SENTENCE:
            begin = start + len(sentence) - len(sentence.lstrip())
            reason = f"This sentence has {count} words. At its end readers have lost its beginning; make two of it."
            yield Found("sentence-long", words.place(begin), words.place(end), reason)


def check_repeats(words: Words, language: str) -> Iterator[Found]:
    """A word twice in a row, also at the end of a line and the beginning of the next."""
    prose = words.prose
    if language.partition("-")[0] in _DOUBLING:
        return
    for first, second in pairwise(find_words(prose)):
        if first[0].casefold() == second[0].casefold() and _is_slip(prose, first, second):
            reason = f"“{second[0]}” stands here twice in a row. Readers stumble over it, if it was not meant."
            yield Found("repeated-word", words.place(first.start()), words.place(second.end()), reason)


def _is_slip(prose: str, first: re.Match[str], second: re.Match[str]) -> bool:
    word, between = second[0], prose[first.end() : second.start()].replace(MARK, "")
    # Numbers may follow each other, and names are what they are: Baden Baden.
    if not between or not between.isspace() or not word.isalpha() or not word.islower():
        return False
    if len(word) == 1 and word not in _ONE_LETTER:
        return False
    if word.casefold() in _DOUBLED or "\u0900" <= word[0] <= "\u0dff":
        return False
    around = prose[first.start() - 1 : first.start()] + prose[second.end() : second.end() + 1]
    return not _JOINED & set(around)


def check_marks(text: str) -> Iterator[tuple[int, int, str]]:
    """Where somebody meant to come back to: offsets, and the reason."""
    for found in _LEFT.finditer(text):
        yield *found.span(), f"“{found[0]}” marks what was still to come. Readers would see the mark."
