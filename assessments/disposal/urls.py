from django.urls import path

from assessments.disposal import views

app_name = "disposal"
urlpatterns = [
    path("gallring/", views.due, name="due"),
    path("gallring/bekrafta/", views.dispose, name="dispose"),
    path("gallring/gallrade/", views.disposals, name="disposals"),
    path("gallring/regel/<slug:key>/", views.rule, name="rule"),
]
