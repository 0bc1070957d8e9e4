"""Several at once: nothing is decided twice, and no word that has been acknowledged is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barnratt.core.errors import RuleBroken
from initiatives.contributing import actions
from initiatives.contributing import content as document
from initiatives.contributing.models import Change, Submission
from initiatives.models import Initiative
from tests.initiatives.contributing.conftest import MORE, WHOLE
from tests.initiatives.contributing.test_actions import suggestion


def at_once(*calls):
    """Run the calls at the same time, each with a connection of its own. Returns what each gave or raised."""
    gate = Barrier(len(calls))

    def run(call):
        try:
            gate.wait()
            return call()
        except RuleBroken as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_who_decide_at_once_make_one_decision(draft, writer, reviewer, coordinator):
    actions.write(draft, part=MORE, by=writer)
    submission = actions.submit(draft, by=writer)
    answers = at_once(
        lambda: actions.decide(submission, decision="godkand", checklist={}, reason="", by=reviewer),
        lambda: actions.decide(submission, decision="avbojd", checklist={}, reason="Nej.", by=coordinator),
    )
    assert sum(isinstance(answer, RuleBroken) for answer in answers) == 1
    decided = Submission.objects.get()
    state = {"godkand": "published", "avbojd": "draft"}[decided.decision]
    assert Initiative.objects.get().state == state


@pytest.mark.django_db(transaction=True)
def test_a_double_click_sends_in_once(draft, writer):
    answers = at_once(*[lambda: actions.submit(draft, by=writer)] * 3)
    assert sum(isinstance(answer, RuleBroken) for answer in answers) == 2
    assert Submission.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_taking_back_and_deciding_at_once_leave_one_of_them(draft, writer, reviewer):
    submission = actions.submit(draft, by=writer)
    answers = at_once(
        lambda: actions.take_back(draft, by=writer),
        lambda: actions.decide(submission, decision="publicerad", checklist={}, reason="", by=reviewer),
    )
    assert sum(isinstance(answer, RuleBroken) for answer in answers) == 1
    draft.refresh_from_db()
    expected = {"draft": Change.State.WRITING, "published": Change.State.ACCEPTED}
    assert draft.state == expected[Initiative.objects.get().state]


@pytest.mark.django_db(transaction=True)
def test_two_suggestions_accepted_at_once_are_both_there(published, outsider, writer, colleague):
    first = suggestion(published, {"lessons": ["Börja i tid."]}, outsider)
    second = suggestion(published, {"advice": ["Fråga barnen."]}, colleague)
    at_once(lambda: actions.accept(first, by=writer), lambda: actions.accept(second, by=writer))
    published.refresh_from_db()
    assert (published.lessons, published.advice) == ("Börja i tid.", "Fråga barnen.")
    numbers = list(published.versions.order_by("number").values_list("number", flat=True))
    assert numbers == sorted(set(numbers))


@pytest.mark.django_db(transaction=True)
def test_many_who_save_different_fields_at_once_keep_everything(draft, writer, colleague):
    names = ["background", "results", "lessons", "advice", "preconditions", "results_basis"]
    at_once(
        *[
            lambda name=name, by=by: actions.write(draft, part={name: [name]}, base={name: []}, by=by)
            for name, by in zip(names, [writer, colleague] * 3, strict=True)
        ]
    )
    draft.refresh_from_db()
    assert {name: draft.content[name] for name in names} == {name: [name] for name in names}
    assert draft.revision == 1 + 1 + len(names)


class Window:
    """What autosave.js does: what stands in the fields, and what stood there when they were last in step."""

    def __init__(self, change, by):
        self.change, self.by = change, by
        self.fields = {name: list(change.content.get(name, [])) for name in ("title", "lessons", "advice")}
        self.base = {name: list(values) for name, values in self.fields.items()}

    def type(self, name, word):
        self.fields[name] = [f"{next(iter(self.fields[name]), '')} {word}".strip()]

    def save(self):
        """Save; where both have written, keep both texts, as the page for conflicts offers."""
        self.change, merge = actions.write(self.change, part=self.fields, base=self.base, by=self.by)
        for name in merge.conflicts:
            theirs = self.change.content[name]
            part = {name: [" ".join([*theirs, *self.fields[name]])]}
            self.change, again = actions.write(self.change, part=part, base={name: theirs}, by=self.by)
            assert not again.conflicts
            self.fields[name] = part[name]
        self.base = {name: list(values) for name, values in self.fields.items()}


steps = st.lists(
    st.tuples(st.sampled_from([0, 1]), st.sampled_from(["title", "lessons", "advice", "save", "save", "reload"])),
    max_size=30,
)


@pytest.mark.django_db
@given(steps=steps)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_two_windows_never_lose_a_word_that_was_saved(draft, writer, colleague, steps):
    draft.content = document.content_of(draft.initiative) | {"title": WHOLE["title"]}
    draft.save()
    windows = [Window(draft, writer), Window(draft, colleague)]
    saved, typed = set(), {0: set(), 1: set()}
    for number, (who, what) in enumerate(steps):
        if what == "save":
            windows[who].save()
            saved |= typed[who]
            typed[who] = set()
        elif what == "reload":
            typed[who] = set()
            windows[who] = Window(Change.objects.get(pk=draft.pk), windows[who].by)
        else:
            windows[who].type(what, f"ord{number}")
            typed[who].add(f"ord{number}")
    content = Change.objects.get(pk=draft.pk).content
    words = {
        word for name in ("title", "lessons", "advice") for value in content.get(name, []) for word in value.split()
    }
    assert saved <= words
