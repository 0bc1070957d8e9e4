"""The components refuse what they do not understand, escape what they are given, and are all in the gallery."""

import inspect
import re

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from barnratt.core.templatetags import components
from tests.client import check_html


def draw(source, path="/", **context):
    text = Template(source).render(Context({"request": RequestFactory().get(path), **context}))
    check_html(text)
    return text


def words(html):
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


# What they refuse

WRONG = [
    '{% alert variant="purple" %}x{% endalert %}',
    "{% alert colour=1 %}x{% endalert %}",
    '{% alert "info" %}x{% endalert %}',
    "{% alert heading_level=1 %}x{% endalert %}",
    '{% badge kind="stars" level="5" %}',
    '{% badge kind="granskning" level="utmarkt" %}',
    '{% badge level="granskad" %}',
    '{% button variant="huge" %}x{% endbutton %}',
    '{% button type="link" %}x{% endbutton %}',
    '{% card heading="" %}x{% endcard %}',
    '{% card heading="x" variant="gold" %}x{% endcard %}',
    '{% chip label="x" %}',
    '{% chip label="x" url="" %}',
    '{% data_table caption="" %}x{% enddata_table %}',
    '{% definition term="" %}x{% enddefinition %}',
    '{% disclosure summary="" %}x{% enddisclosure %}',
    '{% empty_state title="" %}x{% endempty_state %}',
    '{% external_link url="" %}x{% endexternal_link %}',
    '{% facet name="" legend="x" options=options %}',
    '{% icon name="unicorn" %}',
    '{% link_button url="" %}x{% endlink_button %}',
    '{% progress_steps label="x" steps=odd_steps %}',
    '{% question_card question="x" url="" count=1 %}',
    '{% search_field label="" %}',
    '{% search_field label="x" size="small" %}',
    '{% stat label="x" value=1 source="" date="2022" %}',
    '{% status label="x" variant="gold" %}',
    '{% tag label="x" variant="gold" %}',
]


@pytest.mark.parametrize("source", WRONG)
def test_a_wrong_argument_is_refused(source):
    with pytest.raises(TemplateSyntaxError):
        draw(source, options=[], odd_steps=[{"label": "x", "state": "maybe"}])


EVIL = '<script>alert("1")</script>'

ESCAPES = [
    "{% alert title=evil %}{{ evil }}{% endalert %}",
    '{% badge kind="evidens" level="forskning" label=evil date=evil %}',
    '{% breadcrumbs label=evil %}{% crumb label=evil url="/x/" %}{% crumb label=evil %}{% endbreadcrumbs %}',
    "{% button name=evil value=evil %}{{ evil }}{% endbutton %}",
    "{% card heading=evil url=evil %}{{ evil }}{% endcard %}",
    "{% chip label=evil group=evil url=evil %}",
    "{% data_table caption=evil note=evil %}<tbody><tr><td>{{ evil }}</td></tr></tbody>{% enddata_table %}",
    "{% definition_list %}{% definition term=evil %}{{ evil }}{% enddefinition %}{% enddefinition_list %}",
    "{% disclosure summary=evil %}{{ evil }}{% enddisclosure %}",
    "{% empty_state title=evil %}{{ evil }}{% endempty_state %}",
    "{% external_link url=evil %}{{ evil }}{% endexternal_link %}",
    "{% facet name=evil legend=evil options=evil_options open=True search=True unit=evil %}",
    "{% progress_steps label=evil steps=evil_steps %}",
    "{% question_card question=evil url=evil count=3 %}",
    "{% search_field label=evil name=evil value=evil hint=evil button=evil suggestions_url=evil %}",
    "{% stat label=evil value=3 source=evil date=evil base=evil unit=evil source_url=evil %}",
    "{% status label=evil %}",
    "{% tag label=evil url=evil %}",
]


@pytest.mark.parametrize("source", ESCAPES)
def test_what_a_user_has_written_stays_text(source):
    html = draw(
        source,
        evil=EVIL,
        evil_options=[{"value": EVIL, "label": EVIL, "count": 1, "selected": True}],
        evil_steps=[{"label": EVIL, "state": "todo", "url": EVIL}],
    )
    assert "<script" not in html
    assert "&lt;script" in html


# What they say


@pytest.mark.parametrize(("variant", "role"), [("danger", "alert"), ("success", "status"), ("info", "status")])
def test_only_a_fault_that_just_happened_interrupts(variant, role):
    assert f'role="{role}"' in draw("{% alert variant=v live=True %}x{% endalert %}", v=variant)
    assert "role=" not in draw("{% alert variant=v %}x{% endalert %}", v=variant)


def test_a_badge_says_its_kind_in_words():
    assert words(draw('{% badge kind="granskning" level="granskad" label="granskat" %}')) == "Granskning: Granskat"


def test_a_badge_without_level_says_that_we_do_not_know():
    assert words(draw('{% badge kind="evidens" level="" %}')) == "Evidens: Uppgift saknas"


def test_a_chip_says_what_it_does():
    html = draw('{% chip group="Län" label="Skåne län" url="?q=x" %}')
    assert words(html) == "Ta bort filter: Län: Skåne län"


def test_an_empty_definition_is_seen_to_be_empty():
    assert words(draw('<dl>{% definition term="Kostnad" %} {% enddefinition %}</dl>')) == "Kostnaduppgift saknas"


def test_a_number_travels_with_source_date_and_base():
    html = draw('{% stat label="barn" value=1234 source="SCB" date="2022" base="31 december" unit="st" %}')
    assert words(html) == "1 234 st barn 31 december. Gäller 2022. Källa: SCB."


def test_a_suppressed_number_is_not_shown_as_zero():
    html = draw('{% stat label="svar" value=None why_none="visas inte: färre än fem" source="SCB" date="2022" %}')
    assert "Visas inte: färre än fem" in html
    assert "0" not in words(html).replace("2022", "")


def test_external_link_says_that_it_leads_away():
    html = draw('{% external_link url="https://exempel.se/" %}Se filmen{% endexternal_link %}')
    assert words(html) == "Se filmen (annan webbplats)"


# Facets

OPTIONS = [{"value": str(n), "label": f"Val {n}", "count": n, "selected": n == 6} for n in range(1, 8)]


def test_facet_shows_the_first_and_the_chosen_and_hides_the_rest():
    html = draw('{% facet name="x" legend="X" options=options visible=3 %}', options=OPTIONS)
    shown, more = html.split('class="facet__more"')
    assert re.findall(r'value="(\d)"', shown) == ["1", "2", "3", "6"]
    assert re.findall(r'value="(\d)"', more) == ["4", "5", "7"]
    assert "Visa 3 till" in more


def test_facet_with_something_chosen_is_open_and_says_how_many():
    html = draw('{% facet name="x" legend="X" options=options %}', options=OPTIONS)
    assert '<details class="facet" id="facett-x" open>' in html
    assert "1 valt" in words(html)


def test_facet_with_nothing_chosen_is_closed():
    options = [{"value": "1", "label": "Val", "count": 1, "selected": False}]
    assert 'id="facett-x">' in draw('{% facet name="x" legend="X" options=options %}', options=options)


def test_a_chosen_municipality_keeps_its_county_in_sight():
    child = {"value": "1280", "label": "Malmö", "count": 2, "selected": True}
    options = [*OPTIONS[:3], {"value": "12", "label": "Skåne", "count": 4, "selected": False, "children": [child]}]
    html = draw('{% facet name="x" legend="X" options=options visible=1 %}', options=options)
    assert "Malmö" in html.split('class="facet__more"')[0]


def test_a_code_above_a_thousand_is_not_written_with_a_space():
    options = [{"value": 1280, "label": "Malmö", "count": 1234, "selected": False}]
    html = draw('{% facet name="x" legend="X" options=options %}', options=options)
    assert 'value="1280"' in html
    assert "1\u00a0234" in html


# Pages of hits


def pages_shown(html):
    return re.findall(r"Sida </span>(\d+)", html)


@pytest.mark.parametrize(
    ("number", "pages", "shown"),
    [
        (1, 2, ["1", "2"]),
        (1, 9, ["1", "2", "3", "9"]),
        (4, 9, ["1", "2", "3", "4", "5", "6", "9"]),
        (5, 9, ["1", "2", "3", "4", "5", "6", "7", "8", "9"]),
        (9, 9, ["1", "7", "8", "9"]),
    ],
)
def test_pagination_shows_the_ends_and_the_nearest(number, pages, shown):
    html = draw("{% pagination number=number pages=pages %}", number=number, pages=pages)
    assert pages_shown(html) == shown


def test_one_page_needs_no_pagination():
    assert draw("{% pagination number=1 pages=1 %}") == ""


def test_pagination_keeps_the_question_and_drops_the_page_from_the_first():
    html = draw("{% pagination number=2 pages=3 %}", path="/initiativ/?q=barn+%26+unga&lan=12&lan=14&sida=2")
    assert 'href="/initiativ/?q=barn+%26+unga&amp;lan=12&amp;lan=14" rel="prev"' in html
    assert 'href="/initiativ/?q=barn+%26+unga&amp;lan=12&amp;lan=14&amp;sida=3" rel="next"' in html


# The menu


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/initiativ/", 'aria-current="page"'),
        ("/initiativ/barnrad/", 'aria-current="true"'),
        ("/initiativ/fragor/", ""),
        ("/om/", ""),
    ],
)
def test_nav_link_marks_where_the_reader_is(path, current):
    html = draw('{% nav_link url="/initiativ/" label="Initiativ" except_below="/initiativ/fragor/" %}', path=path)
    assert (current in html) if current else ("aria-current" not in html)


# Forms


class SignUp(forms.Form):
    name = forms.CharField(label="Namn", help_text="Förnamn räcker.")
    note = forms.CharField(label="Anteckning", required=False, widget=forms.Textarea(attrs={"class": "wide"}))
    pick = forms.ChoiceField(label="Välj", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    agreed = forms.BooleanField(label="Jag går med på det")


def test_every_field_is_labelled_and_described():
    html = draw("{% for field in form %}{{ field.as_field_group }}{% endfor %}", form=SignUp({}))
    assert '<label class="ds-label" for="id_name">Namn</label>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_only_what_may_be_left_out_is_marked():
    html = draw("{% for field in form %}{{ field.as_field_group }}{% endfor %}", form=SignUp())
    assert html.count("(frivilligt)") == 1
    assert "(frivilligt)" in html.split("Anteckning")[1][:60]


def test_a_list_of_choices_is_a_group_with_a_legend():
    html = draw("{{ form.pick.as_field_group }}", form=SignUp({}))
    assert '<fieldset class="ds-fieldset field--invalid" aria-describedby="id_pick_error">' in html
    assert "<legend>Välj</legend>" in html
    assert html.count('type="radio"') == 2
    assert '<label for="id_pick_1">B</label>' in html


def test_a_widgets_own_class_is_kept():
    assert 'class="ds-input wide"' in draw("{{ form.note.as_field_group }}", form=SignUp())


def test_what_was_typed_is_still_there_after_a_fault():
    form = SignUp({"name": "Ada <b>", "pick": "b"})
    html = draw("{% for field in form %}{{ field.as_field_group }}{% endfor %}", form=form)
    assert 'value="Ada &lt;b&gt;"' in html
    assert re.search(r'value="b"[^>]*checked', html)


def test_error_summary_leads_to_each_field():
    html = draw("{% error_summary form=form %}", form=SignUp({"name": "Ada"}))
    assert "Det är 2 saker att rätta" in html
    assert 'href="#id_pick_0"' in html
    assert 'href="#id_agreed"' in html


@pytest.mark.parametrize("form", [SignUp(), SignUp({"name": "Ada", "pick": "a", "agreed": "on"})])
def test_error_summary_is_silent_when_all_is_well(form):
    assert draw("{% error_summary form=form %}", form=form).strip() == ""


# Looks


def test_every_class_that_a_template_uses_exists(settings):
    static, templates = settings.BASE_DIR / "static", settings.BASE_DIR / "templates"
    known = {"facet__label"}  # portal.js looks for it
    for sheet in static.rglob("*.css"):
        known |= set(re.findall(r"\.([a-zA-Z][\w-]*)", sheet.read_text(encoding="utf-8")))
    unknown = set()
    for template in templates.rglob("*.html"):
        source = re.sub(r"[\w-]*(\{%.*?%\}|\{\{.*?\}\})[\w-]*", " ", template.read_text(encoding="utf-8"))
        for classes in re.findall(r'class="([^"]*)"', source):
            unknown |= {f"{template.name}: {name}" for name in classes.split() if name not in known}
    assert unknown == set()


# The gallery


def tags():
    helpers = {"form_widget", "form_choices"}
    return sorted(set(components.register.tags) - helpers)


@pytest.mark.parametrize("name", tags())
def test_every_component_is_in_the_gallery(name, gallery):
    assert f'id="komponent-{name}"' in gallery


@pytest.fixture(scope="module")
def gallery():
    from barnratt.pages.gallery import gallery_context

    request = RequestFactory().get("/om/komponenter/")
    return Template("{% include 'pages/gallery.html' %}").render(Context({"request": request, **gallery_context()}))


@pytest.mark.parametrize("name", tags())
def test_every_argument_is_a_keyword(name):
    given_by_django = {"context", "content"}
    for argument in inspect.signature(getattr(components, name)).parameters.values():
        assert argument.name in given_by_django or argument.kind is argument.KEYWORD_ONLY
