"""What people write, as HTML: a small and safe part of Markdown, and nothing else."""

import nh3
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

# Headings and pictures are left out: the page has its own headings, and nothing comes from other hosts.
ALLOWED_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote"}
RENDERER = MarkdownIt("zero", {"breaks": True, "html": False}).enable(
    ["newline", "emphasis", "list", "link", "autolink", "blockquote", "escape", "backticks"]
)


def to_html(text):
    """Safe HTML of a text. HTML in the text is shown as the characters it is made of."""
    html = nh3.clean(
        RENDERER.render(text),
        tags=ALLOWED_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )
    return mark_safe(html)  # noqa: S308 - nh3 has cleaned it
