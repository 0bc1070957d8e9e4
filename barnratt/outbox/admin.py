from django.contrib import admin

from barnratt.outbox.models import Mail

# What each letter is about, by the name of its templates.
PURPOSES = {
    "account_erased": "kontot är borttaget",
    "email_code": "kod för en e-postadress",
    "freshness_question": "stämmer uppgifterna?",
    "invitation": "inbjudan",
    "join": "gå med",
    "join_with_account": "gå med, har redan konto",
    "notification": "avisering",
    "password_reset": "nytt lösenord",
    "report_approval": "godkänna en rapport",
    "sign_in_changed": "inloggningen är ändrad",
    "survey_approval": "godkänna enkätsvar",
    "survey_part": "del av en enkät",
    "survey_receipt": "kvitto på enkätsvar",
    "survey_reminder": "påminnelse om enkäten",
    "unknown_account": "inget konto har adressen",
    "watch_confirm": "bekräfta en bevakning",
    "watch_digest": "nytt i det man bevakar",
}


class StateFilter(admin.SimpleListFilter):
    title = "läge"
    parameter_name = "lage"

    def lookups(self, request, model_admin):
        return Mail.State.choices

    def queryset(self, request, queryset):
        return queryset.in_state(self.value()) if self.value() in Mail.State.values else queryset


@admin.register(Mail)
class MailAdmin(admin.ModelAdmin):
    """Which letters came to their end and which did not. Never what they say: there are links that sign somebody in."""

    list_display = ["created_at", "about", "recipient", "shown_state", "error"]
    list_filter = [StateFilter]
    fields = ["about", "recipient", "created_at", "claimed_at", "sent_at", "failed_at", "shown_state", "error"]
    search_fields = ["recipient"]
    ordering = ["-created_at", "-pk"]
    show_full_result_count = False

    @admin.display(description="ärende", ordering="purpose")
    def about(self, mail):
        return PURPOSES.get(mail.purpose, mail.purpose)

    @admin.display(description="läge")
    def shown_state(self, mail):
        return mail.state.label

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
