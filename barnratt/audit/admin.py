from django.contrib import admin

from barnratt.audit.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin):
    """The log but for what authorities do in rooms of their own, to read and search. Nobody can change it."""

    list_display = ["at", "actor_name", "type", "object_name"]
    list_filter = ["type", "at"]
    search_fields = ["actor_name", "object_name", "object_id"]
    ordering = ["-at", "-pk"]
    show_full_result_count = False

    def get_queryset(self, request):
        shown = [one for one in AuditEvent.Type.values if not one.startswith(AuditEvent.OF_AUTHORITIES)]
        return super().get_queryset(request).filter(type__in=shown)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
