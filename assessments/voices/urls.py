from django.urls import path

from assessments.voices import views

app_name = "voices"

urlpatterns = [
    # The library
    path("roster/", views.voice_list, name="list"),
    path("roster/ny/", views.voice_new, name="new"),
    path("roster/<int:pk>/", views.voice, name="voice"),
    path("roster/<int:pk>/andra/", views.voice_edit, name="edit"),
    path("roster/<int:pk>/arkivera/", views.voice_archive, name="archive"),
    # In an assessment
    path("<int:pk>/roster/", views.chosen, name="chosen"),
    path("roster/vald/<int:pk>/", views.change, name="change"),
    path("roster/vald/<int:pk>/ta-bort/", views.stop, name="stop"),
    path("<int:pk>/barnversion/", views.child_version, name="child_version"),
]
