"""What the component gallery shows the components with. Made up, and marked so on the page."""

import datetime

from django import forms

from barnratt.questionnaires.answers import Place
from barnratt.questionnaires.definition import Option, Question, Step
from barnratt.questionnaires.forms import AnswersForm

COUNTIES = [
    ("01", "Stockholms län", 23),
    ("03", "Uppsala län", 7),
    ("04", "Södermanlands län", 4),
    ("05", "Östergötlands län", 6),
    ("06", "Jönköpings län", 2),
    ("12", "Skåne län", 11),
    ("14", "Västra Götalands län", 18),
    ("25", "Norrbottens län", 3),
]


class ExampleForm(forms.Form):
    title = forms.CharField(label="Titel", help_text="Säg vad ni gjorde, så att andra hittar det.", max_length=120)
    summary = forms.CharField(label="Kort sammanfattning", widget=forms.Textarea(attrs={"rows": 4}), max_length=400)
    kind = forms.ChoiceField(label="Slag", choices=[("", "Välj"), ("metod", "Metod"), ("utbildning", "Utbildning")])
    start_date = forms.DateField(label="Startdatum", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    decided = forms.DateField(label="Beslutsdatum", required=False, help_text="Till exempel 2026-11-22.")
    participation = forms.ChoiceField(
        label="Hur deltog barn?",
        help_text="Välj det som stämmer bäst för arbetet som helhet.",
        widget=forms.RadioSelect,
        choices=[
            ("ingen", "De deltog inte"),
            ("konsulterade", "De tillfrågades"),
            ("medskapande", "De var med och skapade"),
        ],
    )
    areas = forms.MultipleChoiceField(
        label="Verksamhetsområden",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("skola", "Utbildning och barnomsorg"), ("social", "Socialtjänst"), ("kultur", "Kultur och fritid")],
    )
    agreed = forms.BooleanField(label="Inga barn kan kännas igen i texten")


# Answers that have a control of their own (barnratt.questionnaires.widgets).
ASKED = (
    Question(
        "viktigast", "Vad behöver ni mest stöd med?", "ranking", help="Rangordna det som gäller för er.",
        options=(Option("metod", "Metoder"), Option("utbildning", "Utbildning"), Option("tid", "Tid att arbeta")),
    ),
    Question("exempel", "Vilka exempel vill ni lyfta?", "texts", required=True),
    Question("kommuner", "Vilka kommuner deltog?", "municipalities"),
)  # fmt: skip
ANSWERED = {"viktigast": ["tid", "metod"], "exempel": ["En lekplats som barnen ritade"], "kommuner": ["C"]}
TOWNS = {"A": "Askeby", "B": "Björkhult", "C": "Ekvik", "D": "Granfors"}


def gallery_context():
    typed = {
        "title": "",
        "summary": "Barnråd i tre stadsdelar.",
        "kind": "metod",
        "decided": "i våras",
        "areas": ["skola"],
    }
    faulty = ExampleForm({f"fel-{name}": value for name, value in typed.items()}, prefix="fel")
    return {
        "choices": [(code, name) for code, name, _ in COUNTIES],
        "labels": ["Initiativ"],
        "rows": [(2025, ["98"]), (2024, ["uppgift saknas"])],
        "options": [
            {"value": code, "label": name, "count": count, "selected": code == "12"} for code, name, count in COUNTIES
        ],
        "nested_options": [
            {
                "value": "12",
                "label": "Skåne län",
                "count": 11,
                "selected": False,
                "children": [
                    {"value": "1280", "label": "Malmö", "count": 4, "selected": True},
                    {"value": "1286", "label": "Ystad", "count": 2, "selected": False},
                ],
            },
            {"value": "14", "label": "Västra Götalands län", "count": 18, "selected": False},
        ],
        "steps": [
            {"label": "Ärendet", "state": "done", "url": "#steg"},
            {"label": "Barnets åsikter", "state": "done", "url": "#steg"},
            {"label": "Bedömning", "state": "current"},
            {"label": "Beslut", "state": "todo"},
        ],
        "empty_form": ExampleForm(),
        "faulty_form": faulty,
        "questions": AnswersForm(
            [Place(Step("steg", "Steg", ASKED), None, question) for question in ASKED], ANSWERED, municipalities=TOWNS
        ),
        "example_date": datetime.date(2026, 11, 22),
        "families": ["accent", "neutral", "info", "success", "warning", "danger"],
    }
