"""The watch beside every journey notices what it is there for."""

import pytest


@pytest.mark.parametrize(
    ("mischief", "complaint"),
    [
        ("console.error('oj')", "Console: oj"),
        ("setTimeout(() => { throw new Error('oj') })", "Script error: "),
        ("document.body.setAttribute('style', 'color: red')", "Content Security Policy"),
        (
            "document.head.append(Object.assign(document.createElement('script'), {textContent: '1'}))",
            "Content Security",
        ),
        ("fetch('/finns-inte/')", "Status 404"),
        ("location.href = 'http://annan.example/'", "Leaves the portal: http://annan.example/"),
    ],
)
def test_mischief_is_noticed(page, watch, mischief, complaint):
    page.goto("/om/")
    with page.expect_event("console", lambda message: message.text == "klart"):
        page.evaluate(f"() => {{ {mischief}; setTimeout(() => console.log('klart'), 200) }}")
    assert any(complaint in told for told in watch.complaints), watch.complaints
    watch.complaints.clear()
