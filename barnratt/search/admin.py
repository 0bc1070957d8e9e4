from django.contrib import admin

from barnratt.search import actions
from barnratt.search.models import RelatedWord, SameWords


class WordListAdmin(admin.ModelAdmin):
    """Writes go through the actions, so that every change leaves a trace."""

    list_filter = ["is_active"]
    readonly_fields = ["shipped_as"]

    def save_model(self, request, obj, form, change):
        actions.save_words(obj, by=request.user)

    def delete_model(self, request, obj):
        actions.remove_words(obj, by=request.user)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or obj.shipped_as is None)

    def get_actions(self, request):
        """One at a time: a selection may hold rows that cannot be deleted."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}


@admin.register(SameWords)
class SameWordsAdmin(WordListAdmin):
    list_display = ["__str__", "is_active", "reason"]
    search_fields = ["words"]
    ordering = ["words", "pk"]


@admin.register(RelatedWord)
class RelatedWordAdmin(WordListAdmin):
    list_display = ["from_word", "to_word", "is_active", "reason"]
    search_fields = ["from_word", "to_word"]
    ordering = ["from_word", "to_word", "pk"]
