"""Controls for the answers that are more than a line, a text or a choice. All work without JavaScript."""

from django import forms

from barnratt.questionnaires.cleaning import NO_MUNICIPALITY

EMPTY_ROWS = 3


class _Several(forms.Widget):
    """Several controls with the same name, in a fieldset. What is posted is a list of texts."""

    use_fieldset = True

    def value_from_datadict(self, data, files, name):
        return data.getlist(name)

    def value_omitted_from_data(self, data, files, name):
        return name not in data

    def format_value(self, value):
        return value or []

    def id_for_label(self, id_):
        """The first of the controls, which the error summary leads to."""
        return f"{id_}_1" if id_ else ""


class Ranking(_Several):
    """A list of places beside each option. A place that is chosen is posted as "2:value", see forms.raw_of."""

    template_name = "questionnaires/ranking.html"

    def __init__(self, options):
        super().__init__()
        self.options = options

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        chosen = set(context["widget"]["value"])
        places = range(1, len(self.options) + 1)
        context["rows"] = [
            (label, [(place, f"{place}:{option}", f"{place}:{option}" in chosen) for place in places])
            for option, label in self.options
        ]
        return context


class Texts(_Several):
    """One text to a row, with some empty rows after them. A row that is emptied is taken away."""

    template_name = "questionnaires/texts.html"

    def __init__(self, most):
        super().__init__()
        self.most = most

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        texts = [text for text in context["widget"]["value"] if text.strip()]
        context["rows"] = [*texts, *[""] * min(EMPTY_ROWS, self.most - len(texts))]
        context["most"] = self.most
        return context


class TickList(_Several):
    """The municipalities to tick in and how many are, or that there is none; with JavaScript all, none and a search."""

    template_name = "questionnaires/tick_list.html"

    def __init__(self, options):
        super().__init__()
        self.options = options

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        chosen = set(context["widget"]["value"])
        context["rows"] = [(option, label, option in chosen) for option, label in self.options]
        context["chosen"] = sum(ticked for _, _, ticked in context["rows"])
        context["none"], context["is_none"] = NO_MUNICIPALITY, NO_MUNICIPALITY in chosen
        return context
