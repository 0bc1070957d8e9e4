from django.urls import path

from assessments.local import views

app_name = "local"

urlpatterns = [
    path("", views.start, name="start"),
    path("<slug:key>/", views.authority, name="authority"),
    path("<slug:key>/arendetyper/ny/", views.case_type_new, name="case_type_new"),
    path("<slug:key>/arendetyper/<int:pk>/", views.case_type_edit, name="case_type_edit"),
    path("<slug:key>/arendetyper/<int:pk>/ta-bort/", views.case_type_remove, name="case_type_remove"),
    path("<slug:key>/standardsvar/<int:pk>/", views.answer_edit, name="answer_edit"),
    path("<slug:key>/standardsvar/<int:pk>/ta-bort/", views.answer_remove, name="answer_remove"),
    path("<slug:key>/<slug:template>/", views.layer, name="layer"),
    path("<slug:key>/<slug:template>/publicera/", views.publish, name="publish"),
    path("<slug:key>/<slug:template>/hjalp/<slug:question>/", views.help_edit, name="help"),
    path("<slug:key>/<slug:template>/hjalp/<slug:question>/ta-bort/", views.help_remove, name="help_remove"),
    path("<slug:key>/<slug:template>/standardsvar/<slug:question>/", views.answer_new, name="answer_new"),
    path("<slug:key>/<slug:template>/fraga/ny/", views.question_new, name="question_new"),
    path("<slug:key>/<slug:template>/fraga/<slug:question>/", views.question_edit, name="question_edit"),
    path("<slug:key>/<slug:template>/fraga/<slug:question>/ta-bort/", views.question_remove, name="question_remove"),
]
