"""Who writes which kind."""

from __future__ import annotations

from articles.conversion.mdx import asides, markup, pictures
from articles.conversion.mdx.names import Kind
from articles.conversion.mdx.writer import Handler

HANDLERS: dict[Kind, Handler] = {
    "callout": asides.write_callout,
    "details": asides.write_details,
    "steps": asides.write_steps,
    "step": asides.write_step,
    "tabs": asides.write_tabs,
    "tab": asides.write_tab,
    "diagram": markup.write_diagram,
    "picture": pictures.write_picture,
    "figure": pictures.write_figure,
    "code": markup.write_code,
    "pre": markup.write_pre,
    "link": pictures.write_link,
    "layout": asides.write_layout,
    "card": asides.write_card,
    "badge": asides.write_badge,
    "embed": pictures.write_embed,
    "icon": asides.write_icon,
    "strong": markup.write_strong,
    "emphasis": markup.write_emphasis,
    "deleted": markup.write_deleted,
    "code span": markup.write_code_span,
    "break": markup.write_words,
    "rule": markup.write_rule,
    "words": markup.write_words,
    "quoted": markup.write_quoted,
    "raised": markup.write_raised,
    "box": asides.write_layout,
    "heading": markup.write_heading,
    "list": markup.write_list,
    "item": markup.write_item,
    "quote": markup.write_quote,
    "table": markup.write_table,
    "part": asides.write_layout,
    "definitions": markup.write_definitions,
    "term": markup.write_term,
    "dropped": asides.write_dropped,
    "foreign": asides.write_foreign,
    "field": asides.write_field,
    "unknown": asides.write_unknown,
}
