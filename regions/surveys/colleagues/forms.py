from django import forms

from barnratt.core.forms import LongText


class DelegateForm(forms.Form):
    """A colleague who is in the portal already, or the address of one who is not."""

    person = forms.ModelChoiceField(label="Kollega", queryset=None, required=False, empty_label="Välj en kollega")
    email = forms.EmailField(
        label="Eller bjud in med e-postadress",
        required=False,
        help_text="Den som tackar ja blir medarbetare hos länsstyrelsen i portalen, och ser det som den har där.",
    )
    message = LongText(
        label="Hälsning", max_length=500, rows=3, required=False, help_text="Det du vill att kollegan tänker på."
    )

    def __init__(self, *args, colleagues, **kwargs):
        """colleagues: a queryset of those who can be given the part."""
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = colleagues

    def clean(self):
        told = self.cleaned_data
        if not self.errors and bool(told.get("person")) == bool(told.get("email")):
            raise forms.ValidationError("Välj en kollega, eller skriv en e-postadress. Inte båda.")
        return told
