"""Writes texts, codes and addresses so that Markdown shows exactly them."""

from __future__ import annotations

import re

from articles.conversion import TooMuch

BREAK = "\\\n"

_SPECIAL = re.compile(r"[\\`*\[\]<>|~]|(?<!\w)_|_(?!\w)|&(?=#?\w{1,31};)")
_LEADING = re.compile(r"\A(\s*)(?:(?=#{1,6}(?:\s|\Z)|[-+](?:\s|\Z)|=+\s*\Z|-{3,}\s*\Z|:::)|(\d{1,9})(?=[.)](?:\s|\Z)))")
_MARKUP = re.compile(r"[\\`*_\[\]<>~&]")
_IN_ANGLES = re.compile(r"[\s()]")


def plain(text: str) -> str:
    """The text as it is, on one line; a blank at an end stays one."""
    text = _SPECIAL.sub(r"\\\g<0>", re.sub(r"\s+", " ", text))
    return _LEADING.sub(lambda match: f"{match[1]}{match[2] or ''}\\", text)


def has_markup(markdown: str) -> bool:
    return _MARKUP.search(markdown) is not None


def code_span(code: str) -> str:
    """Code within a line."""
    code = re.sub(r"[ \t]*\n[ \t\n]*", " ", code).strip()
    if not code:
        return ""
    ticks = "`" * _free_run("`", code)
    pad = " " if code[0] == "`" or code[-1] == "`" else ""
    return f"{ticks}{pad}{code}{pad}{ticks}"


def _free_run(sign: str, text: str, at_least: int = 1) -> int:
    """The shortest run of a sign that the text does not hold."""
    runs = {len(run) for run in re.findall(rf"{sign}+", text)}
    return next(length for length in range(at_least, len(runs) + at_least + 1) if length not in runs)


def fence(code: str, language: str = "", title: str = "") -> list[str]:
    """Lines of a fenced code block."""
    info = " ".join(part for part in (_info(language), f'title="{_info(title)}"' if title else "") if part)
    sign = "~" if "`" in info else "`"
    longest = max((len(run) for run in re.findall(rf"^[ \t]*({sign}{{3,}})", code, re.MULTILINE)), default=2)
    if longest > 1000:
        raise TooMuch
    run = sign * (longest + 1)
    return [run + info, *code.split("\n"), run]


def _info(text: str) -> str:
    text = " ".join(text.replace('"', "'").split())
    return re.sub(r"\\(?=[!-/:-@\[-`{-~])|&(?=#?\w{1,31};)", r"\\\g<0>", text)


def dedent(text: str, *, first_counts: bool = True) -> str:
    """Without the indentation that all lines share, and without blank lines at both ends.

    A first line directly behind a bracket or quote tells nothing of the others unless `first_counts`.
    """
    lines = text.expandtabs(4).split("\n") if "\t" in text else text.split("\n")
    rest = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    cut = 0 if first_counts and lines[0].strip() else min(rest, default=0)
    lines = [lines[0] if cut == 0 else lines[0].lstrip(), *(line[cut:] if line.strip() else "" for line in lines[1:])]
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


def destination(address: str) -> str:
    """An address as the target of a link or image."""
    address = re.sub(r"[\x00-\x1f\x7f]+", "", address.strip()).replace("|", "%7C")
    if not address or _IN_ANGLES.search(address) or address[0] == "<":
        return "<" + re.sub(r"[\\<>]|&(?=#?\w{1,31};)", r"\\\g<0>", address) + ">"
    return re.sub(r"\\|&(?=#?\w{1,31};)", r"\\\g<0>", address)


def image(alt: str, address: str, title: str = "") -> str:
    """An image; `alt` is Markdown, `title` is a text."""
    return f"![{alt}]({destination(address)}{_title(title)})"


def link(words: str, address: str) -> str:
    """A link; the words are Markdown, and blanks around them stay outside."""
    core = words.strip()
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}[{core}]({destination(address)}){after}" if core else words


def _title(text: str) -> str:
    text = " ".join(text.split())
    return ' "' + re.sub(r'[\\"]|&(?=#?\w{1,31};)', r"\\\g<0>", text) + '"' if text else ""


def around(mark: str, words: str) -> str:
    """Words between marks of emphasis; blanks stay outside, where the marks still count."""
    core = words.strip()
    if not core or (core.startswith(mark) and core.endswith(mark)):
        return words
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}{mark}{core}{mark}{after}"


def one_line(markdown: str) -> str:
    """For headings, titles and cells, which have no breaks."""
    return " ".join(markdown.replace(BREAK, " ").split())
