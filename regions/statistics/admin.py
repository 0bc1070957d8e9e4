from django.contrib import admin

from regions.statistics import actions
from regions.statistics.models import Indicator, Recommendation


@admin.register(Recommendation)
class RecommendationAdmin(admin.ModelAdmin):
    """Writes go through the actions, so that every change leaves a trace."""

    list_display = ["title", "document", "paragraph"]
    ordering = ["position", "pk"]

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []

    def save_model(self, request, obj, form, change):
        actions.save_recommendation(obj, by=request.user)

    def delete_model(self, request, obj):
        actions.remove_recommendation(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            self.delete_model(request, obj)


@admin.register(Indicator)
class IndicatorAdmin(admin.ModelAdmin):
    """What the editors judge. What the source says of an indicator comes in with a file."""

    list_display = ["key", "title", "direction", "cluster", "has_ended"]
    list_filter = ["cluster", "has_ended", "direction"]
    search_fields = ["key", "title"]
    ordering = ["key"]
    fields = ["key", "title", "direction", "cluster", "articles", "recommendations", "has_ended", "replaced_by"]
    readonly_fields = ["key", "title"]
    filter_horizontal = ["articles", "recommendations"]
    raw_id_fields = ["replaced_by"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        actions.edit_indicator(obj, fields=form.cleaned_data, by=request.user)

    def save_related(self, request, form, formsets, change):
        """The action has written the relations too."""
