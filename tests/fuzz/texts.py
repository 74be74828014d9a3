"""Random texts: noise made of syntax, and documents of which it is known what of them must be read in the end."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import NamedTuple

from hypothesis import strategies as st

# Pieces that mean something to Markdown, MDX, Hugo, Jekyll or a front matter, whole and in halves.
SYNTAX = (
    "\n", "\n\n", " ", "    ", "\t", "#", "## ", "> ", "- ", "1. ", "* ", "+ ", "---\n", "***\n", "===\n", "```",
    "```js\n", "~~~\n", "`", "``", "*", "**", "_", "~~", "[", "]", "](", "][", "]: ", "(", ")", "![", "!", "<", ">",
    "</", "/>", "<a>", "</a>", "<br>", "<Callout>", "</Callout>", "<Callout type=\"tip\">", "<Mermaid chart={`",
    "`} />", "<Steps>", "<Step", "</Step>", "<>", "</>", "<Tabs.Tab", " a=\"", " a={", " {...b}", "{", "}", "{/*",
    "*/}", "<!--", "-->", "{`", "`}", "${", "{\"", "\"}", "{' '}", "import a from 'b'\n", "import {\n",
    "export const article = {", "export const x = 1\n", "export default ", "{{<", ">}}", "{{%", "%}}", "{{</*",
    "*/>}}", "{{< figure src=\"a.png\" >}}", "{{< /note >}}", "{{ x }}", "{%", "%}", "{% raw %}", "{% endraw %}", "|",
    "a|b\n-|-\n", ":::", ":::note\n", ":::details x\n", "::::tip\n", "> [!NOTE]\n", "&", "&amp;", "&#0;", "\\", "\\<",
    "\\{", "=", ":", "\"", "'", "[^1]", "[^1]: ", "$", "$$", "http://a.b", "a@b.c", "\u00a0", "\u2028", "\u0085",
    "\ufeff", "é", "漢字", "🐍", "\u202e", "\ud7ff",
)  # fmt: skip
WORDS = ("alpha", "beta", "gamma", "delta", "the", "quick", "42", "C++")


def noise(max_size: int = 60) -> st.SearchStrategy[str]:
    """Syntax in any order, with words and any other characters between."""
    other = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=5)
    pieces = st.one_of(st.sampled_from(SYNTAX), st.sampled_from(SYNTAX), st.sampled_from(WORDS), other)
    return st.lists(pieces, max_size=max_size).map("".join)


# Components that hold others.
NESTING = ("callout", "unknown", "steps", "details", "layout")


class Known(NamedTuple):
    """A document, and the words of it that nothing may lose."""

    text: str
    words: tuple[str, ...]


Draw = Callable[[st.SearchStrategy[str]], str]


class Writer:
    """Writes blocks that hold words of their own, numbered so that each can be found again."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.words: list[str] = []
        self._numbers = itertools.count(1)

    def word(self) -> str:
        word = f"word{next(self._numbers):03d}x"
        self.words.append(word)
        return word

    def pick(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def line(self) -> str:
        """Words in a sentence, some of them marked up."""
        forms = (
            "{}",
            "{}",
            "*{}*",
            "**{}**",
            "`{}`",
            "[{}](/x/)",
            "~~{}~~",
            "_{}_,",
            "({})",
            '"{}"',
            "{} < 3",
            "\\<{}>",
            "& {}",
        )
        return " ".join(self.pick(*forms).format(self.word()) for _ in range(int(self.pick("1", "2", "4"))))

    def fence(self) -> str:
        inside = self.pick(
            "<A b={c}>", "import x from 'y'", "{{< z >}}", "{% raw %}", "{/* no comment */}", ":::note", "---"
        )
        marks = self.pick("```", "~~~", "````")
        return f"{marks}{self.pick('', 'jsx', 'python')}\n{inside}\n{self.word()} {{{self.word()}}}\n{marks}"

    def plain_block(self) -> str:
        kind = self.pick("paragraph", "heading", "list", "quote", "table", "fence")
        if kind == "heading":
            return f"## {self.line()}"
        if kind == "list":
            return f"- {self.line()}\n- {self.line()}"
        if kind == "quote":
            return f"> {self.line()}\n> {self.line()}"
        if kind == "table":
            return f"| {self.word()} | {self.word()} |\n|---|---|\n| {self.word()} | {self.word()} |"
        return self.fence() if kind == "fence" else f"{self.line()}\n{self.line()}"

    def blocks(self, block: Callable[[int], str], depth: int) -> str:
        return "\n\n".join(block(depth) for _ in range(int(self.pick("1", "2", "3"))))


def indented(text: str, by: str) -> str:
    return "\n".join(by + line if line else line for line in text.split("\n"))


@st.composite
def mdx_documents(draw: Draw) -> Known:
    """MDX as people write it: modules, nested components, expressions, comments, Markdown between."""
    writer = Writer(draw)

    def component(depth: int) -> str:
        kind = writer.pick(
            "plain", "plain", "callout", "unknown", "steps", "details", "mermaid", "image", "comment", "text", "layout"
        )
        if kind == "plain" or (depth == 0 and kind in NESTING):
            return writer.plain_block()
        by = writer.pick("", "  ", "    ")
        if kind == "callout":
            name = writer.pick('Callout type="warning"', "Note", "Callout title", "Admonition type={'tip'}")
            name += f'="{writer.word()}"' if name.endswith("title") else ""
            return f"<{name}>\n{indented(writer.blocks(component, depth - 1), by)}\n</{name.split()[0]}>"
        if kind == "unknown":
            name = writer.pick("PriceChart", "My.Thing", "x-element", "Fancy")
            return (
                f"<{name} a={{1 + 1}} {{...rest}}>\n\n{indented(writer.blocks(component, depth - 1), by)}\n\n</{name}>"
            )
        if kind == "steps":
            steps = [
                f'<Step title="{writer.word()}">\n{indented(writer.blocks(component, 0), by)}\n</Step>'
                for _ in range(2)
            ]
            return f"<Steps>\n{indented(chr(10).join(steps), by)}\n</Steps>"
        if kind == "details":
            return (
                f"<details>\n<summary>{writer.word()}</summary>\n\n{writer.blocks(component, depth - 1)}\n\n</details>"
            )
        if kind == "layout":
            return f"<Layout meta={{{{ a: 1 }}}}>\n\n{writer.blocks(component, depth - 1)}\n\n</Layout>"
        if kind == "mermaid":
            return f"<Mermaid chart={{`\n  graph TD;\n    {writer.word()}-->{writer.word()};\n`}} />"
        if kind == "image":
            return f'<Image src="/a.png" alt="{writer.word()}" caption="{writer.word()}" width={{3}} />'
        if kind == "comment":
            return f"{writer.line()} {{/* a\n comment */}} {writer.word()}"
        return f'{writer.line()} {{"{writer.word()}"}} <Badge>{writer.word()}</Badge> {{`{writer.word()}`}}'

    head = writer.pick("", "import A, { B } from './c'\n\n", "import x from 'y'\nexport const meta = { n: 1 }\n\n")
    return Known(head + writer.blocks(component, 2) + "\n", tuple(writer.words))


@st.composite
def hugo_documents(draw: Draw) -> Known:
    """Markdown with shortcodes."""
    writer = Writer(draw)

    def block(depth: int) -> str:
        kind = writer.pick("plain", "plain", "paired", "unknown", "figure", "more", "escaped")
        if kind == "paired" and depth:
            left, right = ("{{<", ">}}") if writer.pick("a", "b") == "a" else ("{{%", "%}}")
            name = writer.pick("note", "warning", "details", "mystery", "tab")
            return f"{left} {name} {right}\n{writer.blocks(block, depth - 1)}\n{left} /{name} {right}"
        if kind == "unknown":
            return f'{{{{< {writer.word()} a="{writer.word()}" >}}}}'
        if kind == "figure":
            return f'{{{{< figure src="/a.png" alt="{writer.word()}" caption="{writer.word()}" >}}}}'
        if kind == "more":
            return f"{writer.line()}\n\n<!--more-->\n\n{writer.line()}"
        if kind == "escaped":
            return f"`{{{{</* {writer.word()} */>}}}}`"
        return writer.plain_block()

    return Known(writer.blocks(block, 2) + "\n", tuple(writer.words))


@st.composite
def jekyll_documents(draw: Draw) -> Known:
    """Markdown with Liquid."""
    writer = Writer(draw)

    def block(depth: int) -> str:
        kind = writer.pick("plain", "plain", "highlight", "raw", "unknown", "paired", "figure")
        if kind == "highlight":
            return f"{{% highlight ruby linenos %}}\n{writer.word()}\n{{% endhighlight %}}"
        if kind == "raw":
            return f"{{% raw %}}\n{{{{ {writer.word()} }}}}\n{{% endraw %}}"
        if kind == "unknown":
            return f"{{% {writer.word()} a=b %}} and {{{{ {writer.word()} }}}}"
        if kind == "paired" and depth:
            return f"{{% if x %}}\n{writer.blocks(block, depth - 1)}\n{{% endif %}}"
        if kind == "figure":
            return f'{{% include figure.html src="/a.png" alt="{writer.word()}" caption="{writer.word()}" %}}'
        return writer.plain_block()

    return Known(writer.blocks(block, 2) + "\n", tuple(writer.words))
