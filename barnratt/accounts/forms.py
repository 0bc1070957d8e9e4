from django import forms

from barnratt.accounts.models import User


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name"]
        help_texts = {"name": "Så står du i portalen och i loggen."}
