"""Random texts that try to become elements. One number makes a text, which costs a tenth of drawing its pieces."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.browser.attacks.collection import BODY_ATTACKS
from tests.fuzz.texts import SYNTAX, WORDS

TAGS = (
    "<b>", "</b>", "<p>", "</p>", "<a href=", "</a>", "<img src=x ", "<svg>", "</svg>", "<math>", "</math>", "<mi>",
    "<mtext>", "</mtext>", "<mglyph>", "<style>", "</style>", "<script>", "</script>", "<noscript>", "</noscript>",
    "<template>", "</template>", "<table>", "<td>", "</table>", "<select>", "<form>", "</form>", "<textarea>",
    "<title>", "<desc>", "<foreignObject>", "<annotation-xml encoding=text/html>", "<!--", "-->", "--!>", "<!-->",
    "<![CDATA[", "]]>", "<?", "?>", "<!DOCTYPE ", "<kbd>", "</kbd>", "<sub>", "</sub>", "<sup>", "</sup>", "<mark>",
    "</mark>", "<ins>", "</ins>", '<abbr title="', "<abbr title='", "</abbr>", "<br>", "<br/>", "<KBD>", "<kbd ",
    " onclick=alert(1)", " style=color:red", " class=masthead", " id=main", " title=", ">", "<", "/>", "</", '"', "'",
    "`", "=", "&lt;", "&gt;", "&quot;", "&#60;", "&#x3c;", "&amp;lt;", "&nbsp;", "&", "javascript:", "data:", "//e.x/",
    "alert(1)",
)  # fmt: skip
BLOCKS = (
    ":::note ", ":::tip\n", ":::details ", ":::steps\n", ":::figure\n", ":::\n", "::::note\n", "::::\n", "> [!NOTE]\n",
    "> [!TIP] ", "```js ", "```mermaid\n", "```math\n", "```html {1} title=\"", "```\n", "~~~", "- [ ] ", "- [x] ",
    "1. [ ] ", "- ", "1. ", "> ", "# ", "## a {#", "}", " {#b}\n", "\n: ", "\n:   ", "    ", "\t", "| a | b |\n",
    "|---|:-:|\n", "|", "[^1]", "[^1]: ", "\n[^a]: ", "[^a]", "^[", "[a]: ", "[a]", "![", "](x \"", "](/y)", "](",
    "![a](//e.x/y \"z\")\n", "![a](x \"b\")\n", "$", "$$", "$$\n", "\\(", "\\)", "\\[", "\\]", "\\frac", "\\text{",
    "\\href{", "\\color{", "x^2", "_i", "{", "}", "\\begin{matrix}", "\\end{matrix}", "&", "\\\\", "\\left(",
    "\\right)", "==", "++", "~", "^", "---\n", "***\n", "\n", "\n\n", " ", "**", "*", "_", "`", "~~", "<!--", "-->",
)  # fmt: skip
CHARACTERS = ("\x00", "\x01", "\x0b", "\x0c", "\r", "\x7f", "\x85", "\u00a0", "\u200b", "\u2028", "\u202e", "\ufeff",
              "\uffff", "\U000e0041", "\u0301", "é", "漢", "🐍", "ß", "İ")  # fmt: skip
# Whole ones, since pieces alone rarely make any.
WHOLE = (
    "$x^2$", "$\\frac{a}{b}$ ", "$$\n\\sum_{i}^n i\n$$\n", "```math\n\\sqrt{x}\n```\n", "$\\text{<b>a}$", "$a<b$",
    "$\\text{</mtext>}$", "$\\color{red}{x}$", "$\\href{javascript:x}{y}$ ", "$\\left< x \\right>$",
    "```py {1}\n'''<b>\n```\n", "```html\n</code><b>\n```\n", '```js title="<b>"\n`${x}`\n```\n',
)  # fmt: skip
_BASES = [attack.body for attack in BODY_ATTACKS if len(attack.body) < 200]


def _of(*lists: tuple[str, ...]) -> Callable[[random.Random], str]:
    """A text of pieces, a tenth of which are words or rare characters."""

    def text(draw: random.Random) -> str:
        size = draw.randint(1, 30)
        return "".join(draw.choice(draw.choice(others if draw.random() < 0.1 else lists)) for _ in range(size))

    others = (WORDS, CHARACTERS)
    return text


def _changed_attack(draw: random.Random) -> str:
    """Two of the attacks that are known, one in the other, with something lost and something added."""
    text, other = draw.choice(_BASES), draw.choice(_BASES)
    for part in (other, draw.choice(TAGS), draw.choice(BLOCKS)):
        place, lost = draw.randint(0, len(text)), draw.randint(0, 3)
        text = text[:place] + part + text[place + lost :]
    return text


KINDS: dict[str, Callable[[random.Random], str]] = {
    "tags": _of(TAGS, TAGS, SYNTAX),
    "blocks": _of(BLOCKS, BLOCKS, SYNTAX),
    "tags in blocks": _of(TAGS, BLOCKS, WHOLE),
    "changed attacks": _changed_attack,
}


def text_of(kind: str, number: int) -> str:
    return KINDS[kind](random.Random(number))
