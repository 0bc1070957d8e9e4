import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barnratt.core.markdown import ALLOWED_TAGS, to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hej **du**", "<p>Hej <strong>du</strong></p>"),
        ("ett\ntvå", "<p>ett<br>\ntvå</p>"),
        ("- ett\n- två", "<ul>\n<li>ett</li>\n<li>två</li>\n</ul>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[klicka](javascript:alert(1))", "<p>[klicka](javascript:alert(1))</p>"),
        ("# Rubrik", "<p># Rubrik</p>"),
    ],
)
def test_a_safe_part_of_markdown_is_shown(text, html):
    assert to_html(text).strip() == html


def test_a_link_leads_out_without_telling_where_from():
    assert 'rel="nofollow noopener noreferrer"' in to_html("[sidan](https://www.barnombudsmannen.se/)")


@given(st.text(alphabet=st.sampled_from("<>\"'=:/ ()[]*_`#!&;\nabjsonerr")))
def test_nothing_but_the_allowed_elements_ever_comes_out(text):
    tree = html5lib.parseFragment(to_html(text), namespaceHTMLElements=False)
    for element in tree.iter():
        assert element.tag in ALLOWED_TAGS | {"DOCUMENT_FRAGMENT"}
        assert set(element.attrib) <= {"href", "rel"}
