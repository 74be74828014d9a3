"""Which component or tag is of which kind. Names are case-sensitive, as in JSX."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

Kind = Literal[
    "callout", "details", "steps", "step", "tabs", "tab", "diagram", "picture", "figure", "code", "pre", "link",
    "layout", "card", "badge", "embed", "icon", "strong", "emphasis", "deleted", "code span", "break", "rule", "words",
    "quoted", "raised", "box", "heading", "list", "item", "quote", "table", "part", "definitions", "term", "dropped",
    "foreign", "field", "unknown",
]  # fmt: skip
CalloutKind = Literal["note", "tip", "warning", "danger"]

_NAMES: dict[Kind, str] = {
    "callout": "Callout Admonition Alert Aside Note Tip Info Warning Caution Danger Important Hint Check Error Success"
    " Callouts.Callout AlertBox InfoBox Notice Message Warn Banner CalloutBox NoteBox TipBox WarningBox",
    "details": "Details Accordion AccordionItem Expandable Collapse Collapsible Disclosure Toggle Spoiler details",
    "steps": "Steps Stepper StepList",
    "step": "Step StepItem",
    "tabs": "Tabs TabGroup CodeGroup CodeTabs TabbedCode PackageManagerTabs",
    "tab": "Tab TabItem TabPanel TabsContent TabContent TabsItem CodeTab",
    "diagram": "Mermaid Diagram MermaidDiagram MermaidChart",
    "picture": "Image Img img Picture Screenshot NextImage Photo ZoomImage ImageZoom BlogImage LazyImage",
    "figure": "Figure figure Frame Zoom Lightbox picture ImageFrame",
    "code": "Code CodeBlock Highlight Snippet CodeSnippet",
    "pre": "pre Pre",
    "link": "Link A a NextLink Button LinkButton ButtonLink ExternalLink LinkTo",
    "layout": "Layout MDXLayout Wrapper Container Article Post Content Provider Main Section Prose",
    "card": "Columns Column Grid Card CardGroup CardGrid Cards LinkCard Center Box Stack HStack VStack Flex Fragment"
    " AccordionGroup Accordions AccordionList TabsList TabsTrigger TabList Row Col Text Heading Group Div Span"
    " FeatureCard InfoCard Tile",
    "badge": "Badge Tag Pill Label Chip",
    "embed": "YouTube Youtube YoutubeEmbed YouTubeEmbed LiteYouTubeEmbed Tweet TweetEmbed TwitterTweet Video video"
    " audio Audio iframe Iframe IFrame Vimeo CodePen Codepen CodeSandbox StackBlitz Loom Gist Embed Spotify embed"
    " ReactPlayer",
    "icon": "Icon FontAwesomeIcon Spacer",
    "strong": "strong b Strong Bold",
    "emphasis": "em i var dfn Em",
    "deleted": "del s strike Del",
    "code span": "code kbd samp tt Kbd",
    "break": "br Br wbr",
    "rule": "hr Hr Divider Separator",
    "words": "mark u small span abbr cite time ins font big label data bdi bdo Mark Highlighted",
    "quoted": "q",
    "raised": "sub sup Sub Sup ruby rt rp",
    "box": "div section article main aside header footer nav center p address hgroup summary figcaption noscript button"
    " fieldset legend caption body html P",
    "heading": "h1 h2 h3 h4 h5 h6 H1 H2 H3 H4 H5 H6",
    "list": "ul ol Ul Ol menu",
    "item": "li Li",
    "quote": "blockquote Blockquote BlockQuote Quote PullQuote Testimonial",
    "table": "table Table",
    "part": "thead tbody tfoot tr td th colgroup",
    "definitions": "dl",
    "term": "dt dd",
    "dropped": "script style meta link Head Script title",
    "foreign": "svg math canvas object form select textarea input map MathML",
    "field": "ParamField ResponseField Param Property Parameter",
}
KINDS: dict[str, Kind] = {name: kind for kind, names in _NAMES.items() for name in names.split()}

# These stand within a line, whatever stands around them.
IN_LINE: frozenset[Kind] = frozenset(
    {"strong", "emphasis", "deleted", "code span", "break", "words", "quoted", "raised", "link", "badge", "icon"}
)
# These start a block of their own, even when they are written within a paragraph.
BLOCKS: frozenset[Kind] = frozenset(
    {
        "callout",
        "details",
        "steps",
        "step",
        "tabs",
        "tab",
        "diagram",
        "rule",
        "heading",
        "list",
        "item",
        "quote",
        "table",
        "pre",
        "definitions",
        "term",
        "field",
        "figure",
    }  # fmt: skip
)
# What these hold is no MDX.
RAW_NAMES = {name for name in KINDS if KINDS[name] == "diagram"} | {"script", "style", "Script"}
VOID_TAGS = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
}  # fmt: skip

_WORDS: dict[CalloutKind, str] = {
    "note": "note info default important neutral information secondary notice primary message abstract summary"
    " question announcement blue gray",
    "tip": "tip success check hint idea good positive done green",
    "warning": "warning caution warn attention yellow amber orange",
    "danger": "danger error critical destructive bug fail failure fatal severe negative red",
}
CALLOUT_KINDS: dict[str, CalloutKind] = {word: kind for kind, words in _WORDS.items() for word in words.split()}


@lru_cache(maxsize=1000)
def kind_of(name: str) -> Kind:
    """`Tabs.Tab` is looked up as written, then as `TabsTab`, then as `Tab`."""
    if not name:
        return "layout"
    last = name.rsplit(".", 1)[-1]
    for known in (name, name.replace(".", ""), last):
        if known in KINDS:
            return KINDS[known]
    return "layout" if last.endswith(("Layout", "Provider", "Wrapper", "Container")) else "unknown"


def callout_kind_of(name: str) -> CalloutKind | None:
    """The kind that a component's name tells."""
    return next((CALLOUT_KINDS[word] for word in _words_of(name) if word in CALLOUT_KINDS), None)


def _words_of(name: str) -> list[str]:
    """The words of a name like `InfoBox`, in small letters."""
    spaced = "".join(f" {sign}" if sign.isupper() or sign == "." else sign for sign in name)
    return spaced.replace(".", " ").lower().split()
