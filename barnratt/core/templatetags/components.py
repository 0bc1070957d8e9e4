"""The building blocks of every page: one tag and one file in templates/components/ each.

All arguments are keywords and are checked: a misspelt argument or an unknown variant raises TemplateSyntaxError
instead of drawing something odd. What each looks like is shown at /om/komponenter/ (for staff). The tags and the
filters in swedish.py are built in: no {% load %} needed.
"""

# ruff: noqa: A002  (arguments are called what HTML calls them: type, id, open)

import re
from functools import cache, lru_cache

from django import template
from django.conf import settings
from django.forms.boundfield import BoundWidget
from django.forms.widgets import ChoiceWidget
from django.template import TemplateSyntaxError
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst, slugify

from barnratt.core import markdown as safe_markdown
from barnratt.core.templatetags.swedish import number

register = template.Library()

FAMILIES = ["accent", "neutral", "info", "success", "warning", "danger"]

# What each trust label looks like. The keys are those of the catalogue's models; "" is "we do not know".
BADGES = {
    "granskning": {"registrerad": "review-1", "granskad": "review-2", "fordjupad": "review-3"},
    "evidens": {
        "": "evidence-0",
        "egen_erfarenhet": "evidence-1",
        "uppfoljd": "evidence-2",
        "utvarderad": "evidence-3",
        "forskning": "evidence-4",
    },
    "aktualitet": {"bekraftad": "calendar", "behover_bekraftas": "clock", "historisk": "history", "": "clock"},
}
BADGE_TONES = {"": "unknown", "behover_bekraftas": "due", "historisk": "old"}


def _html(component, **context):
    html = get_template(f"components/{component}.html").render(context)
    # Without the file's last newline, which would be a space before a full stop.
    return mark_safe(html.strip())  # noqa: S308  (a template has just escaped it)


# For the small ones, of which a list has hundreds. `typed` tells a text from the same text marked as safe.
_html_once = lru_cache(maxsize=1 << 10, typed=True)(_html)


def _one_of(component, argument, value, allowed):
    if value not in allowed:
        choices = ", ".join(repr(choice) for choice in allowed)
        raise TemplateSyntaxError(f"{component}: {argument}={value!r} is not one of {choices}")


def _required(component, **arguments):
    for argument, value in arguments.items():
        if not value:
            raise TemplateSyntaxError(f"{component}: {argument} must not be empty")


# Text and symbols


@cache
def _icon_names():
    sprite = settings.BASE_DIR / "static" / "icons" / "icons.svg"
    return frozenset(re.findall(r'<symbol id="([\w-]+)"', sprite.read_text(encoding="utf-8")))


@register.simple_tag
def icon(*, name):
    """A symbol beside a text that says the same. Always hidden from screen readers."""
    if name not in _icon_names():
        raise TemplateSyntaxError(f"icon: no symbol {name!r} in static/icons/icons.svg")
    return _symbol(name)


@cache
def _symbol(name):
    return _html("icon", href=f"{static('icons/icons.svg')}#{name}")


@register.simple_block_tag
def external_link(content, *, url):
    """A link to somebody else's site, which says so. Name the site in the text: "Se filmen på YouTube"."""
    _required("external_link", url=url)
    return _html("external_link", content=content, url=url)


@register.simple_tag
def tag(*, label, url="", variant="accent"):
    """A subject: an article, an area, a kind. With `url` it is a link, else plain."""
    _one_of("tag", "variant", variant, ["accent", "neutral"])
    return _html_once("tag", label=label, url=url, variant=variant)


@register.simple_tag
def status(*, label, variant="neutral"):
    """Where something stands: draft, ongoing, overdue. The words say it, the colour only helps."""
    _one_of("status", "variant", variant, FAMILIES)
    return _html_once("status", label=label, variant=variant)


@register.simple_tag
def badge(*, kind, level, label="", date=None, show_kind=False):
    """One of the trust labels: granskning, evidens, aktualitet. Text and shape, never colour alone."""
    _one_of("badge", "kind", kind, BADGES)
    level = level or ""
    _one_of(f"badge kind={kind}", "level", level, BADGES[kind])
    return _html_once(
        "badge",
        kind=kind,
        icon_name=BADGES[kind][level],
        tone=BADGE_TONES.get(level, ""),
        label=label or "uppgift saknas",
        date=date,
        show_kind=show_kind,
    )


# Messages


@register.simple_block_tag
def alert(content, *, variant="info", title="", heading_level=2, live=False):
    """A message in a box. `live=True` only for what appears after the page was opened: then it is read aloud."""
    _one_of("alert", "variant", variant, ["info", "success", "warning", "danger"])
    _one_of("alert", "heading_level", heading_level, [2, 3, 4])
    role = ("alert" if variant == "danger" else "status") if live else ""
    return _html("alert", content=content, variant=variant, title=title, heading_level=heading_level, role=role)


@register.simple_block_tag
def empty_state(content, *, title, heading_level=2):
    """Instead of an empty list: what is missing and what the reader can do about it."""
    _required("empty_state", title=title)
    _one_of("empty_state", "heading_level", heading_level, [2, 3])
    return _html("empty_state", content=content, title=title, heading_level=heading_level)


@register.simple_tag
def error_summary(*, form):
    """All faults of a form, each a link to its field. Draws nothing when there are none. Gets focus (portal.js)."""
    faults = []
    if form.is_bound and form.errors:
        faults = [{"text": error} for error in form.non_field_errors()]
        for field in form:
            control = "" if field.is_hidden else _first_control(field)
            faults += [{"label": field.label, "text": error, "control": control} for error in field.errors]
    return _html("error_summary", faults=faults)


def _first_control(field):
    return field.id_for_label or (field.subwidgets[0].id_for_label if field.subwidgets else field.auto_id)


@register.simple_block_tag
def constructed_notice(content, *, label="Om uppgifterna"):
    """Stands on every page that shows constructed data."""
    return _html("constructed_notice", content=content, label=label)


# Actions


@register.simple_block_tag
def button(content, *, variant="primary", type="submit", name="", value="", danger=False):
    """Does something. A link that only leads somewhere is `link_button`."""
    _one_of("button", "variant", variant, ["primary", "secondary", "tertiary"])
    _one_of("button", "type", type, ["submit", "button", "reset"])
    return _html("button", content=content, variant=variant, type=type, name=name, value=value, danger=danger)


@register.simple_block_tag
def link_button(content, *, url, variant="primary"):
    """A link that is the page's next step."""
    _required("link_button", url=url)
    _one_of("link_button", "variant", variant, ["primary", "secondary", "tertiary"])
    return _html("link_button", content=content, url=url, variant=variant)


@register.simple_tag
def print_button(*, label="Skriv ut"):
    """Opens the browser's print window. Shown only when JavaScript runs."""
    return _html("print_button", label=label)


@register.simple_tag
def copy_button(*, target, label="Kopiera texten"):
    """Puts the text of a field on the clipboard. `target` is the field's id. Shown only when JavaScript runs."""
    _required("copy_button", target=target)
    return _html("copy_button", target=target, label=label)


# Finding


@register.simple_tag
def search_field(*, label, name="q", value="", hint="", button="Sök", size="medium", suggestions_url="", id=""):
    """Label, field and button; stands inside a <form role="search" method="get">.

    `suggestions_url` answers `?q=…` with <option> elements for the field's <datalist>.
    """
    _required("search_field", label=label)
    _one_of("search_field", "size", size, ["medium", "large"])
    return _html(
        "search_field",
        label=label,
        name=name,
        value=value,
        hint=hint,
        button=button,
        size=size,
        suggestions_url=suggestions_url,
        id=id or f"sok-{name}",
    )


@register.simple_tag
def chip(*, label, url, group=""):
    """A chosen filter; following the link takes it away. `group` is the facet's name ("Län")."""
    _required("chip", label=label, url=url)
    return _html("chip", label=label, url=url, group=group)


@register.simple_tag
def facet(*, name, legend, options, open=False, search=False, visible=8, unit="initiativ", hint=""):
    """A group of filters with how many hits each gives.

    `options` have value, label, count, selected and, for a second level, children of the same shape. The first
    `visible` and everything chosen are shown, the rest under "Visa fler". `search=True` adds a field that narrows
    the list (needs JavaScript, else it stays away).
    """
    _required("facet", name=name, legend=legend)
    shown, more, chosen = [], [], 0
    for place, option in enumerate(options):
        family = [option, *(_read(option, "children") or ())]
        marked = sum(bool(_read(one, "selected")) for one in family)
        lines = [_facet_option(name, one, unit, child=one is not option) for one in family]
        (shown if place < visible or marked else more).extend(lines)
        chosen += marked
    lists = [{"options": mark_safe("".join(shown))}]  # noqa: S308  (_facet_option escapes)
    if more:
        lists.append({"options": mark_safe("".join(more)), "number": len(more), "behind": True})  # noqa: S308
    return _html(
        "facet",
        name=name,
        legend=legend,
        lists=lists,
        chosen=chosen,
        open=open or bool(chosen),
        search=search,
        unit=unit,
        hint=hint,
    )


# Made here and not in a template: a list page has more than a hundred of these, and they were a third of its time.
FACET_OPTION = (
    '<li{}><label class="facet__option"><input class="ds-input" type="checkbox" id="{}-{}" name="{}" value="{}"{}>'
    '<span class="facet__label">{}</span> <span class="facet__count">'
)
FACET_OPTION_END = '<span class="visually-hidden"> {}</span></span></label></li>'


def _facet_option(name, option, unit, *, child):
    value, label, selected = (_read(option, key) for key in ("value", "label", "selected"))
    count = number(_read(option, "count"))
    return f"{_before_count(name, value, label, bool(selected), child)}{count}{_after_count(unit)}"


# All of an option but its number is the same on every page.
@lru_cache(maxsize=1 << 12)
def _before_count(name, value, label, selected, child):
    return format_html(
        FACET_OPTION,
        mark_safe(' class="facet__child"') if child else "",
        name,
        value,
        name,
        value,
        mark_safe(" checked") if selected else "",
        capfirst(label),
    )


@cache
def _after_count(unit):
    return format_html(FACET_OPTION_END, unit)


def _read(option, key):
    """Options come as objects or, as in the JSON answer, as dictionaries."""
    return option.get(key) if isinstance(option, dict) else getattr(option, key, None)


@register.simple_tag(takes_context=True)
def download_links(context):
    """The whole of the list that the page shows a part of, as a file. The view answers with core.tables.as_file."""
    request, forms = context["request"], []
    for form, label in (("csv", "CSV"), ("xlsx", "Excel"), ("json", "JSON")):
        query = request.GET.copy()
        query.pop("sida", None)
        query["format"] = form
        forms.append({"label": label, "url": f"{request.path}?{query.urlencode()}"})
    return _html("download_links", forms=forms)


@register.simple_tag(takes_context=True)
def pagination(context, *, number, pages, parameter="sida", label="Sidor med träffar"):
    """Previous, next, and the pages around the current one. Keeps the rest of the address."""
    if pages < 2:
        return ""
    request = context["request"]

    def address(page):
        query = request.GET.copy()
        query.pop(parameter, None)
        if page > 1:
            query[parameter] = page
        return f"{request.path}?{query.urlencode()}" if query else request.path

    near = {1, pages, *range(max(1, number - 2), min(pages, number + 2) + 1)}
    steps, last = [], 0
    for page in sorted(near):
        if page - last == 2:
            steps.append({"number": page - 1, "url": address(page - 1), "far": True})
        elif page - last > 2:
            steps.append({"gap": True})
        steps.append({"number": page, "url": address(page), "far": abs(page - number) > 1 and page not in (1, pages)})
        last = page
    return _html(
        "pagination",
        label=label,
        steps=steps,
        number=number,
        pages=pages,
        previous=address(number - 1) if number > 1 else "",
        next=address(number + 1) if number < pages else "",
    )


@register.simple_block_tag
def breadcrumbs(content, *, label="Du är här"):
    """The way here; holds `crumb` tags, the last without `url`."""
    return _html("breadcrumbs", content=content, label=label)


@register.simple_tag
def crumb(*, label, url=""):
    return _html("crumb", label=label, url=url)


@register.simple_tag(takes_context=True)
def nav_link(context, *, url, label, except_below=""):
    """A link of the main menu, marked as current on its own page and on the pages below it."""
    path = getattr(context.get("request"), "path", "")
    current = ""
    if path == url:
        current = "page"
    elif path.startswith(url) and not (except_below and path.startswith(except_below)):
        current = "true"
    return _html("nav_link", url=url, label=label, current=current)


# Contents


@register.simple_block_tag
def card(content, *, heading, url="", heading_level=3, variant="default"):
    """A piece of a list or a page. With `url` the whole card can be pressed."""
    _required("card", heading=heading)
    _one_of("card", "heading_level", heading_level, [2, 3, 4])
    _one_of("card", "variant", variant, ["default", "tinted"])
    return _html("card", content=content, heading=heading, url=url, heading_level=heading_level, variant=variant)


@register.simple_tag
def question_card(*, question, url, count, unit="initiativ,initiativ", heading_level=3):
    """A question to begin from, with how many answers it has."""
    _required("question_card", question=question, url=url)
    _one_of("question_card", "heading_level", heading_level, [2, 3])
    return _html("question_card", question=question, url=url, count=count, unit=unit, heading_level=heading_level)


@register.simple_tag
def stat(*, label, value, source, date, base="", unit="", decimals=None, why_none="uppgift saknas", source_url=""):
    """A number with what must travel with it: source, date and base.

    `value=None` needs `why_none`: missing ("uppgift saknas"), suppressed ("visas inte, färre än fem") – never 0.
    """
    _required("stat", label=label, source=source, date=date)
    return _html(
        "stat",
        label=label,
        value=value,
        source=source,
        date=date,
        base=base,
        unit=unit,
        decimals=decimals,
        why_none=why_none,
        source_url=source_url,
    )


@register.simple_block_tag
def definition_list(content, *, wide=False):
    """Facts about one thing; holds `definition` blocks. `wide=True` puts term and text side by side."""
    return _html("definition_list", content=content, wide=wide)


@register.simple_block_tag
def definition(content, *, term):
    """An empty text is shown as "uppgift saknas", so that a gap is seen to be a gap."""
    _required("definition", term=term)
    return _html("definition", content=content if content.strip() else "", term=term)


@register.simple_tag
def options(*, choices, selected=""):
    """The options of a long <select>: (value, label) pairs. Made here, since a template is slow at hundreds of them."""
    return _options(tuple(map(tuple, choices)), selected)


@lru_cache(maxsize=1 << 4)
def _options(choices, selected):
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, mark_safe(" selected") if value == selected else "", label) for value, label in choices),
    )


BETWEEN = "\x1f"  # no text holds it, and escaping leaves it alone: a row is escaped in one go
NUMBER_TABLE = (
    '<div class="table-scroll" role="region" aria-labelledby="{id}" tabindex="0"><table class="ds-table">'
    '<caption id="{id}">{caption}</caption><thead><tr><th scope="col">{first}</th>{labels}</tr></thead>'
    "<tbody>{rows}</tbody></table></div>"
)


@register.simple_tag
def number_table(*, id, caption, first, labels, rows):
    """A long table of numbers, as data_table draws it. Made here, since a template is slow at hundreds of cells.

    first: what the first column is called, labels: the others. rows: (heading, texts).
    """
    return format_html(
        NUMBER_TABLE,
        id=id,
        caption=caption,
        first=first,
        labels=format_html_join("", '<th scope="col" class="number">{}</th>', ((label,) for label in labels)),
        rows=mark_safe("".join(map(_table_row, rows))),  # noqa: S308  (_table_row escapes)
    )


def _table_row(row):
    heading, texts = row
    cells = escape(BETWEEN.join(texts)).replace(BETWEEN, '</td><td class="number">')
    return f'<tr><th scope="row">{escape(heading)}</th><td class="number">{cells}</td></tr>'


@register.simple_block_tag
def data_table(content, *, caption, note="", id=""):
    """A table that can be scrolled sideways on a narrow screen; holds <thead> and <tbody>. Numbers: class="number"."""
    _required("data_table", caption=caption)
    return _html("data_table", content=content, caption=caption, note=note, id=id or f"tabell-{slugify(caption)[:40]}")


@register.simple_tag
def count(*, value, of=None):
    """A number in a table, with a bar of its share when `of` says of how many. `value=None` is kept back, never 0."""
    share = round(100 * value / of) if value is not None and of else None
    return _html("count", value=value, share=share)


@register.simple_tag
def progress_steps(*, steps, label):
    """How far a longer form has come. `steps` have label, state (done, current, todo) and perhaps url."""
    _required("progress_steps", label=label)
    for step in steps:
        state = step["state"] if isinstance(step, dict) else step.state
        _one_of("progress_steps", "state", state, ["done", "current", "todo"])
    return _html("progress_steps", steps=steps, label=label)


@register.simple_block_tag
def disclosure(content, *, summary, open=False):
    """Something that few need at once, behind its own heading."""
    _required("disclosure", summary=summary)
    return _html("disclosure", content=content, summary=summary, open=open)


# Forms: used by django/forms/field.html, the one template for every field


@register.filter
def field_shape(field):
    """choices (a list of boxes or dots), group (several controls as one field), toggle (one box to tick) or line."""
    widget = field.field.widget
    if isinstance(widget, ChoiceWidget) and getattr(widget, "input_type", "") in ("radio", "checkbox"):
        return "choices"
    if field.use_fieldset:
        return "group"
    return "toggle" if getattr(widget, "input_type", "") == "checkbox" else "line"


@register.simple_tag
def form_widget(field):
    """The field's control with the look of the design system."""
    return field.as_widget(attrs=_look(field))


@register.simple_tag
def form_choices(field):
    """The boxes or dots of a list, one by one, so that each gets its own row."""
    widget = field.field.widget
    attrs = field.build_widget_attrs({"id": field.auto_id} | _look(field), widget)
    choices = widget.subwidgets(field.html_name, field.value(), attrs=attrs)
    return [BoundWidget(widget, choice, field.form.renderer) for choice in choices]


def _look(field):
    return {"class": f"ds-input {field.field.widget.attrs.get('class', '')}".strip()}


@register.filter
def markdown(text):
    """What somebody has written, with the small part of Markdown that barnratt.core.markdown allows."""
    return safe_markdown.to_html(text)
