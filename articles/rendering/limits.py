"""No text takes long: work is counted before it is done, and what would be too much is shown as it was written.

The limit is a count and no time, so that a text always becomes the same page. A step is about a microsecond. The
longest article that somebody would write takes a third of them, and a table as long as an article may be just fits.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.parser_inline import ParserInline, RuleFuncInlineType
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

# Blocks within blocks, and brackets within brackets.
MAX_NESTING = 100
# A list is two levels at once, and the library drops without a word what is beyond the last.
_LAST_LEVEL = MAX_NESTING - 2
MAX_ADDRESS = 2_000
# Blocks are found before what is in them.
KEPT_FOR_INLINES = 110_000
# Each mark is tried by each rule. Emphasis makes a token of it; brackets and angles may become links, which cost most.
_COSTS = dict.fromkeys(f"\n{string.punctuation}", 4) | {"*": 10, "_": 10, "~": 10, "`": 9, "]": 19, "<": 29}


@dataclass(slots=True)
class Work:
    """What one text may still cost, in steps, and how many boxes may still be within each other.

    Colours and formulas are counted in characters, because they are made after all else and by other libraries.
    """

    left: int = 600_000
    boxes: int = 8
    code: int = 16_000
    formulas: int = 20_000


class MarkdownInTime(MarkdownIt):
    """The library's parser, with an eye on what each step costs."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        inline = _InlineInTime()
        inline.ruler, inline.ruler2 = self.inline.ruler, self.inline.ruler2
        self.inline = inline
        self._marked: dict[str, list[RuleFuncBlockType]] = {}
        self._marked_inline: dict[str, list[RuleFuncInlineType]] = {}
        self.inline.ruler.before("link", "marked", self._inline)
        self.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
        first = self.block.ruler.get_all_rules()[0]
        self.block.ruler.before(first, "limit", self._limit, {"alt": ["paragraph", "reference", "blockquote", "list"]})

    def add_block(self, mark: str, rule: RuleFuncBlockType) -> None:
        """A rule for blocks that begin with this mark. To ask it for no other line saves much."""
        self._marked.setdefault(mark, []).append(rule)

    def add_inline(self, mark: str, rule: RuleFuncInlineType) -> None:
        """The same for what is in a line."""
        self._marked_inline.setdefault(mark, []).append(rule)

    def _limit(self, state: StateBlock, start: int, end: int, silent: bool) -> bool:
        """Comes before all other rules and takes the rest as it is, when that is too deep or the text too long."""
        work: Work = state.env["work"]
        # An item of a list is asked for silently, and is a block all the same. Deep ones cost more.
        work.left -= state.level + (8 if silent and state.parentType != "list" else 24)
        if work.left < KEPT_FOR_INLINES or (state.level >= _LAST_LEVEL and not silent):
            return silent or _show_source(state, start, end)
        rules = self._marked.get(state.src[state.bMarks[start] + state.tShift[start]], ())
        return any(rule(state, start, end, silent) for rule in rules)

    def _inline(self, state: StateInline, silent: bool) -> bool:
        # No generator: this is called from within itself, and each would be one more call.
        for rule in self._marked_inline.get(state.src[state.pos], ()):  # noqa: SIM110
            if rule(state, silent):
                return True
        return False

    def normalizeLink(self, url: str) -> str:
        """No address is that long, and to encode the name of a host takes the square of its length."""
        return super().normalizeLink(url) if len(url) <= MAX_ADDRESS else url

    def normalizeLinkText(self, link: str) -> str:
        return super().normalizeLinkText(link) if len(link) <= MAX_ADDRESS else link


class _InlineInTime(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """What is too much stays text, and what comes behind it may fit again."""
        work: Work = env["work"]
        marks = self.terminator_re.findall(src)
        cost = sum(map(_COSTS.__getitem__, marks)) + (_cost_of_addresses(src) if "](" in src else 0)
        if marks and cost <= work.left:
            work.left -= cost
            return super().parse(src, md, env, tokens)
        if src:
            tokens.append(Token("text", "", 0, content=src))
        return tokens

    def skipToken(self, state: StateInline) -> None:
        """A step on the way to the end of a label: the library goes there from each bracket within it again."""
        work: Work = state.env["work"]
        work.left -= 1 if state.pos in state.cache else 4
        if work.left > 0:
            super().skipToken(state)
        else:
            state.pos = state.posMax


def _cost_of_addresses(text: str) -> int:
    """From each `](` the library looks for the end of the address, over up to 32 others without a space."""
    words = ((word.count("]("), len(word)) for word in text.replace("\n", " ").split(" "))
    return sum(min(count, 32) * length // 5 for count, length in words if count > 1)


def _show_source(state: StateBlock, start: int, end: int) -> bool:
    """Up to the end of the item or quotation that it is in."""
    stop = start + 1
    for line in range(stop, end):
        if not state.isEmpty(line):
            if state.sCount[line] < state.blkIndent:
                break
            stop = line + 1
    token = state.push("code_block", "code", 0)
    token.content = state.getLines(start, stop, state.blkIndent, True)
    token.map = [start, stop]
    state.line = stop
    return True


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The library's table of as many rows as there is work left for: it fills short rows with empty cells."""
    if silent or not table(state, start, end, True):
        return silent and table(state, start, end, True)
    work: Work = state.env["work"]
    marks = state.src[state.bMarks[start + 1] + state.tShift[start + 1] : state.eMarks[start + 1]]
    row = 14 + 10 * (marks.strip().strip("|").count("|") + 1)
    rows = (work.left - KEPT_FOR_INLINES) // row
    if rows < 1 or not table(state, start, min(end, start + 1 + rows), False):
        return False
    work.left -= (state.line - start) * row
    return True
