"""Questions as fields of a form. What is written is cleaned and saved by questionnaires.actions, never here."""

from django import forms
from django.forms.utils import ErrorDict
from django.utils.html import format_html, format_html_join

from barnratt.questionnaires.answers import value_at
from barnratt.questionnaires.cleaning import MOST_TEXTS, NO_MUNICIPALITY
from barnratt.questionnaires.definition import LISTS
from barnratt.questionnaires.widgets import Ranking, Texts, TickList

ROWS = 4


class AnswersForm(forms.Form):
    """
    The fields of some places, each called by its address.

    document: the answers that stand in the fields. posted: what a person has just sent, instead of those.
    faults: {address: message}. municipalities: {code: name} that can be ticked.
    """

    use_required_attribute = False

    def __init__(self, places, document, *, posted=None, faults=None, municipalities=None):
        super().__init__(data=posted, initial={place.address: _initial(place, document) for place in places})
        self.places, self.faults = {place.address: place for place in places}, faults or {}
        for place in places:
            self.fields[place.address] = _field(place.question, municipalities or {})

    def full_clean(self):
        """Tells what the action found. The fields themselves refuse nothing."""
        self._errors, self.cleaned_data = ErrorDict(), {}
        for address, message in self.faults.items():
            self.add_error(address if address in self.fields else None, message)

    def rows(self):
        """[(place, bound field)] in order."""
        return [(place, self[address]) for address, place in self.places.items()]


class CommentForm(forms.Form):
    """What a colleague says at a question."""

    text = forms.CharField(label="Kommentar", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


def raw_of(question, posted, name):
    """What a form holds for a question, as cleaning.clean takes it. posted: a QueryDict."""
    if question.type == "ranking":
        placed = [one.partition(":") for one in posted.getlist(name) if one]
        return [(place, value) for place, _, value in placed]
    return posted.getlist(name) if question.type in LISTS else posted.get(name, "")


def written(question, value):
    """An answer as the form holds it: the `base` of a field that has not been touched."""
    if value is None:
        return [] if question.type in LISTS else ""
    if question.type == "boolean":
        return "ja" if value else "nej"
    if value == [] and question.type == "municipalities":
        return [NO_MUNICIPALITY]
    if isinstance(value, list):
        return [str(one) for one in value]
    return str(value).replace(".", ",") if question.type == "decimal" else str(value)


def _initial(place, document):
    found = written(place.question, value_at(document, place.address))
    if place.question.type == "ranking":
        return [f"{number}:{value}" for number, value in enumerate(found, 1)]
    return found


def _field(question, municipalities):
    told = {"label": question.text, "help_text": _help(question), "required": question.required}
    options = [(str(option.value), option.label) for option in question.options]
    if question.type == "choice":
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **told)
    if question.type == "multi":
        return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **told)
    if question.type == "boolean":
        return forms.ChoiceField(choices=[("ja", "Ja"), ("nej", "Nej")], widget=forms.RadioSelect, **told)
    return forms.Field(widget=_widget(question, options, municipalities), **told)


def _help(question):
    """The question's help with the unit of a number, that of its options, and what the authority has added."""
    unit = f"Anges i {question.unit}." if question.unit else ""
    own = " ".join(filter(None, [question.help, unit]))
    told = [(f"{option.label}:", option.help) for option in question.options if option.help]
    told += [("Hos oss:", question.note)] if question.note else []
    if not told:
        return own
    return format_html("<p>{}</p>{}", own, format_html_join("", "<p><strong>{}</strong> {}</p>", told))


def _widget(question, options, municipalities):
    if question.type == "text":
        return forms.Textarea(attrs={"rows": ROWS})
    if question.type == "texts":
        return Texts(MOST_TEXTS)
    if question.type == "ranking":
        return Ranking(options)
    if question.type == "municipalities":
        return TickList(list(municipalities.items()))
    if question.type == "date":
        return forms.TextInput(attrs={"placeholder": "åååå-mm-dd", "inputmode": "numeric", "size": 12})
    if question.type in ("integer", "decimal"):
        return forms.TextInput(attrs={"inputmode": "decimal", "size": 14})
    return forms.TextInput()
