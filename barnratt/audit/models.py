from django.db import models


def types():
    """The types of event. A function, so that a new type needs no migration: the column is a text."""
    return AuditEvent.Type.choices


class AuditEvent(models.Model):
    """One write: who, when, what, before and after. Append-only: a trigger refuses UPDATE and DELETE.

    No foreign keys. The log must never stand in the way of deleting what it tells of, and an actor
    who leaves keeps the name he or she had then.
    """

    class Type(models.TextChoices):
        ABUSE_DECIDED = "abuse_decided", "anmälan avgjord"
        ABUSE_REPORTED = "abuse_reported", "olämpligt innehåll anmält"
        ACCOUNT_ERASED = "account_erased", "konto raderat"
        ACCOUNT_EXPORTED = "account_exported", "egna uppgifter hämtade"
        ADOPTION_BEGAN = "adoption_began", "vill göra detsamma"
        ADOPTION_CHANGED = "adoption_changed", "användning ändrad"
        ADOPTION_ENDED = "adoption_ended", "vill inte längre göra detsamma"
        ASSESSMENT_BEGUN = "assessment_begun", "prövning påbörjad"
        ASSESSMENT_CASE_EDITED = "assessment_case_edited", "prövningens ärende ändrat"
        ASSESSMENT_CHILD_VERSION_WRITTEN = "assessment_child_version_written", "text till barnen skriven"
        ASSESSMENT_CLEARED = "assessment_cleared", "prövningens utkast rensade"
        ASSESSMENT_COMMENTED = "assessment_commented", "prövning kommenterad"
        ASSESSMENT_COMMENT_SOLVED = "assessment_comment_solved", "kommentar löst"
        ASSESSMENT_COPIED = "assessment_copied", "prövning kopierad"
        ASSESSMENT_DISPOSED = "assessment_disposed", "prövning gallrad"
        ASSESSMENT_FEEDBACK_NOTED = "assessment_feedback_noted", "återkoppling till barn antecknad"
        ASSESSMENT_FOLLOWED_UP = "assessment_followed_up", "prövningens uppföljning ändrad"
        ASSESSMENT_GROWN = "assessment_grown", "kortversion växte"
        ASSESSMENT_MOVED = "assessment_moved", "prövningens läge ändrat"
        ASSESSMENT_SUMMARY_WRITTEN = "assessment_summary_written", "prövningens stycke skrivet"
        ASSESSMENT_NUMBER_KEPT = "assessment_number_kept", "inte ett personnummer, enligt den som skrev"
        ASSESSMENT_RENEWED = "assessment_renewed", "prövningen i en nyare version av mallen"
        ASSESSMENT_SHARED = "assessment_shared", "prövning delad med en annan myndighet"
        ASSESSMENT_SHARING_ENDED = "assessment_sharing_ended", "delning av prövning avslutad"
        ASSESSMENT_SUPPORT_ENDED = "assessment_support_ended", "supportens läsning av prövning avslutad"
        ASSESSMENT_SUPPORT_GRANTED = "assessment_support_granted", "supporten får läsa prövning"
        ASSESSMENT_VOICES_CHOSEN = "assessment_voices_chosen", "barns röster i en prövning ändrade"
        CHANGE_ACCEPTED = "change_accepted", "ändringsförslag godtaget"
        CHANGE_DECLINED = "change_declined", "ändringsförslag avböjt"
        CHANGE_SUGGESTED = "change_suggested", "ändring föreslagen"
        CHANGE_WITHDRAWN = "change_withdrawn", "ändringsförslag tillbakadraget"
        COLLECTION_CREATED = "collection_created", "samling skapad"
        COLLECTION_DELETED = "collection_deleted", "samling borttagen"
        COLLECTION_EDITED = "collection_edited", "samling ändrad"
        COMMENTARY_PUBLISHED = "commentary_published", "kommentar till lägesbilden publicerad"
        COMMENTARY_RETURNED = "commentary_returned", "kommentar till lägesbilden tillbaka till den som skriver"
        COMMENTARY_SENT = "commentary_sent", "kommentar till lägesbilden skickad för läsning"
        COMMENTARY_WITHDRAWN = "commentary_withdrawn", "kommentar till lägesbilden nedtagen"
        COMMENTARY_WRITTEN = "commentary_written", "kommentar till lägesbilden skriven"
        CONTACT_ANSWERED = "contact_answered", "kontakt besvarad"
        CONTACT_ASKED = "contact_asked", "kontakt sökt"
        CONTACT_MESSAGE_SENT = "contact_message_sent", "meddelande skickat"
        FRESHNESS_ANSWERED = "freshness_answered", "aktualitet besvarad"
        FRESHNESS_ASKED = "freshness_asked", "aktualitet efterfrågad"
        IMPORT_CHOSEN = "import_chosen", "kolumner valda"
        IMPORT_CONFIRMED = "import_confirmed", "kalkylblad inläst"
        IMPORT_CORRECTED = "import_corrected", "celler rättade"
        IMPORT_DISCARDED = "import_discarded", "inläsning borttagen"
        IMPORT_UNDONE = "import_undone", "inläsning ångrad"
        IMPORT_UPLOADED = "import_uploaded", "kalkylblad uppladdat"
        INDICATOR_EDITED = "indicator_edited", "nyckeltal ändrat"
        INITIATIVE_ARCHIVED = "initiative_archived", "initiativ arkiverat"
        INITIATIVE_CREATED = "initiative_created", "initiativ skapat"
        INITIATIVE_DELETED = "initiative_deleted", "utkast borttaget"
        INITIATIVE_EDITED = "initiative_edited", "initiativ ändrat"
        INITIATIVE_OUTDATED = "initiative_outdated", "initiativ behöver bekräftas"
        INITIATIVE_PUBLISHED = "initiative_published", "initiativ publicerat"
        INITIATIVE_REVIEWED = "initiative_reviewed", "granskning avgjord"
        INITIATIVE_SUBMITTED = "initiative_submitted", "initiativ inskickat"
        INITIATIVE_WITHDRAWN = "initiative_withdrawn", "initiativ avpublicerat"
        INSPIRATION_CHANGED = "inspiration_changed", "inspirationskälla ändrad"
        INVITATION_ACCEPTED = "invitation_accepted", "inbjudan antagen"
        INVITATION_SENT = "invitation_sent", "inbjudan skickad"
        INVITATION_WITHDRAWN = "invitation_withdrawn", "inbjudan tillbakadragen"
        JOIN_ANSWERED = "join_answered", "begäran om medlemskap besvarad"
        JOIN_ASKED = "join_asked", "medlemskap begärt"
        LINK_FOUND_DEAD = "link_found_dead", "länk fungerar inte"
        LINK_WORKS_AGAIN = "link_works_again", "länk fungerar igen"
        LOCAL_CASE_TYPES_CHANGED = "local_case_types_changed", "egna ärendetyper ändrade"
        LOCAL_LAYER_EDITED = "local_layer_edited", "egna tillägg i mall ändrade"
        LOCAL_LAYER_PUBLISHED = "local_layer_published", "egna tillägg i mall publicerade"
        LOCAL_STANDARD_ANSWERS_CHANGED = "local_standard_answers_changed", "standardsvar ändrade"
        MEMBERSHIP_BEGAN = "membership_began", "medlemskap började"
        MEMBERSHIP_ENDED = "membership_ended", "medlemskap slutade"
        NEED_HANDLED = "need_handled", "behov hanterat"
        NEED_REGISTERED = "need_registered", "behov anmält"
        NOTICE_CHANGED = "notice_changed", "efterlysning ändrad"
        NOTICE_CLOSED = "notice_closed", "efterlysning avslutad"
        NOTICE_PUBLISHED = "notice_published", "efterlysning publicerad"
        NOTIFICATIONS_CHOSEN = "notifications_chosen", "aviseringar valda"
        ORGANISATION_CREATED = "organisation_created", "organisation skapad"
        ORGANISATION_DELETED = "organisation_deleted", "organisation borttagen"
        ORGANISATION_DOMAINS_CHANGED = "organisation_domains_changed", "e-postdomäner ändrade"
        ORGANISATION_EDITED = "organisation_edited", "organisation ändrad"
        QUESTIONNAIRE_PUBLISHED = "questionnaire_published", "formulär publicerat"
        RECOMMENDATION_EDITED = "recommendation_edited", "rekommendation från barnrättskommittén ändrad"
        RECOMMENDATION_REMOVED = "recommendation_removed", "rekommendation från barnrättskommittén borttagen"
        RESPONSE_WRITTEN = "response_written", "svar skrivna"
        RETENTION_RULE_SET = "retention_rule_set", "gallringsregel ändrad"
        SEARCH_SAVED = "search_saved", "sökning sparad"
        SEARCH_STOPPED = "search_stopped", "bevakning avslutad"
        SIGN_IN_CHANGED = "sign_in_changed", "inloggning ändrad"
        SIGNED_IN = "signed_in", "inloggad"
        SIGN_IN_FAILED = "sign_in_failed", "inloggning misslyckades"
        STATISTICS_RULE_CHANGED = "statistics_rule_changed", "regel för små tal i en datamängd ändrad"
        STATISTICS_TAKEN_IN = "statistics_taken_in", "statistik tillagd"
        SURVEY_APPROVAL_ASKED = "survey_approval_asked", "godkännande begärt"
        SURVEY_BEGUN = "survey_begun", "enkätsvar påbörjat"
        SURVEY_CONFIRMED = "survey_confirmed", "kontroll bekräftad"
        SURVEY_DISCARDED = "survey_discarded", "enkätsvar borttaget"
        SURVEY_MOVED = "survey_moved", "enkätsvarets läge ändrat"
        SURVEY_ROUND_MOVED = "survey_round_moved", "enkätomgångens läge ändrat"
        SURVEY_ROUND_PREPARED = "survey_round_prepared", "enkätomgång förberedd"
        SURVEY_SUBMITTED = "survey_submitted", "enkätsvar inskickat"
        SURVEY_TIME_GIVEN = "survey_time_given", "längre svarstid"
        SURVEY_WITHDRAWN = "survey_withdrawn", "enkätsvar tillbakadraget"
        USE_NOTED = "use_noted", "användning av lägesbilden antecknad"
        USE_REMOVED = "use_removed", "anteckning om användning borttagen"
        USER_CREATED = "user_created", "konto skapat"
        USER_EDITED = "user_edited", "konto ändrat"
        VOICE_ADDED = "voice_added", "barns röst inlagd"
        VOICE_ARCHIVED = "voice_archived", "barns röst arkiverad eller tillbaka"
        VOICE_EDITED = "voice_edited", "barns röst ändrad"
        WORD_LIST_CHANGED = "word_list_changed", "ordlista ändrad"
        YEARBOOK_RELEASED = "yearbook_released", "barnbokslut utlämnat"

    at = models.DateTimeField("när", auto_now_add=True)
    type = models.CharField("händelse", max_length=60, choices=types)
    actor_id = models.BigIntegerField("vem, id", null=True)
    actor_name = models.CharField("vem", max_length=200)
    object_type = models.CharField("slag av objekt", max_length=100)
    object_id = models.CharField("objektets id", max_length=100)
    object_name = models.CharField("objekt", max_length=300)
    before = models.JSONField("före", default=dict)
    after = models.JSONField("efter", default=dict)

    class Meta:
        verbose_name = "händelse"
        verbose_name_plural = "händelser"
        indexes = [models.Index(fields=["object_type", "object_id", "-at"], name="audit_object")]

    def __str__(self):
        return f"{self.get_type_display()}: {self.object_name}"
