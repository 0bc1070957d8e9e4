"""The watch beside every journey notices what it is there for."""

import pytest
from playwright.sync_api import Error


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
        ("await fetch('/finns-inte/')", "Status 404"),
    ],
)
def test_mischief_is_noticed(page, watch, mischief, complaint):
    page.goto("/om/")
    with page.expect_event("console", lambda message: message.text == "klart"):
        page.evaluate(f"async () => {{ {mischief}; setTimeout(() => console.log('klart')) }}")
    assert any(complaint in told for told in watch.complaints), watch.complaints
    watch.complaints.clear()


def test_a_request_to_another_host_is_noticed_and_goes_nowhere(page, watch):
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://annan.example/")
    assert "Leaves the portal: http://annan.example/" in watch.complaints
    watch.complaints.clear()
