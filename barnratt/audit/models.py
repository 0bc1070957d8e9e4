from django.db import models


class AuditEvent(models.Model):
    """One write: who, when, what, before and after. Append-only: a trigger refuses UPDATE and DELETE.

    No foreign keys. The log must never stand in the way of deleting what it tells of, and an actor
    who leaves keeps the name he or she had then.
    """

    class Type(models.TextChoices):
        INITIATIVE_CREATED = "initiative_created", "initiativ skapat"
        INITIATIVE_EDITED = "initiative_edited", "initiativ ändrat"
        INITIATIVE_PUBLISHED = "initiative_published", "initiativ publicerat"
        INITIATIVE_WITHDRAWN = "initiative_withdrawn", "initiativ avpublicerat"
        INVITATION_ACCEPTED = "invitation_accepted", "inbjudan antagen"
        INVITATION_SENT = "invitation_sent", "inbjudan skickad"
        INVITATION_WITHDRAWN = "invitation_withdrawn", "inbjudan tillbakadragen"
        MEMBERSHIP_BEGAN = "membership_began", "medlemskap började"
        MEMBERSHIP_ENDED = "membership_ended", "medlemskap slutade"
        REFERENCE_DATA_LOADED = "reference_data_loaded", "grunddata inlästa"
        USER_CREATED = "user_created", "konto skapat"
        USER_EDITED = "user_edited", "konto ändrat"
        WORD_LIST_CHANGED = "word_list_changed", "ordlista ändrad"

    at = models.DateTimeField("när", auto_now_add=True)
    type = models.CharField("händelse", max_length=60, choices=Type)
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
