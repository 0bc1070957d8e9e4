from django.urls import path

from initiatives.freshness import views

app_name = "freshness"
urlpatterns = [
    path("initiativ/aktualitet/<str:token>/", views.question, name="question"),
    path("initiativ/<slug:slug>/aktualitet/", views.answer, name="answer"),
    path("granskning/aktualitet/", views.worklist, name="worklist"),
]
