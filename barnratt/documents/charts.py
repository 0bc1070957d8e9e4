"""Draws a chart (`vega`) as SVG that a page, a PDF and a Word file can show: our own Swedish title, and no English."""

import base64
import re
from functools import cache

from django.conf import settings
from django.utils.html import escape

from barnratt.documents import vega

# What Vega says of its parts, in English, even when it is asked not to.
ENGLISH = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')


def svg(spec, *, title, description):
    """A Vega-Lite spec as SVG, with a title and a description in Swedish. The table beside it says the same."""
    drawn = ENGLISH.sub("", engine().vegalite_to_svg(spec, format_locale=vega.SWEDISH))
    told = f'<title id="t">{escape(title)}</title><desc id="d">{escape(description)}</desc>{_typeface()}'
    start = re.match(r"<svg [^>]*", drawn)[0]
    return f'{start} role="img" aria-labelledby="t d" lang="sv">{told}{drawn[len(start) + 1 :]}'


def png(picture, *, scale=2):
    """A chart's SVG as the bytes of a PNG picture, so many times as large."""
    return engine().svg_to_png(picture, scale=scale)


@cache
def engine():
    """A browser's engine: only those who draw should carry it. It is told of the font, to know how wide words are."""
    import vl_convert

    vl_convert.register_font_directory(str(settings.DATA_DIR / "fonts"))
    return vl_convert


@cache
def _typeface():
    """The pages' typeface inside the picture: what stands in an <img> cannot fetch one."""
    font = base64.b64encode((settings.DATA_DIR / "fonts" / "diagramtext.woff2").read_bytes()).decode()
    return f"<style>@font-face{{font-family:{vega.FONT};src:url(data:font/woff2;base64,{font})}}</style>"
