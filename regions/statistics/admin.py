from django import forms
from django.contrib import admin
from django.db.models import Count

from regions.statistics import actions
from regions.statistics.models import Indicator, Recommendation


class RecommendationForm(forms.ModelForm):
    """A recommendation with the indicators that are tied to it."""

    indicators = forms.ModelMultipleChoiceField(
        Indicator.objects.order_by("title", "pk"),
        label="nyckeltal",
        required=False,
        widget=admin.widgets.FilteredSelectMultiple("nyckeltal", is_stacked=False),
        help_text="De som lägesbilden visar under rekommendationen. Det är portalens bedömning.",
    )

    class Meta:
        model = Recommendation
        fields = ("key", "document", "paragraph", "title", "note", "position")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["indicators"] = self.instance.indicators.all()


@admin.register(Recommendation)
class RecommendationAdmin(admin.ModelAdmin):
    """Writes go through the actions, so that every change leaves a trace."""

    form = RecommendationForm
    list_display = ["title", "document", "paragraph", "tied"]
    ordering = ["position", "pk"]

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(number=Count("indicators"))

    @admin.display(description="nyckeltal")
    def tied(self, obj):
        return obj.number

    def save_model(self, request, obj, form, change):
        actions.save_recommendation(obj, indicators=form.cleaned_data["indicators"], by=request.user)

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
