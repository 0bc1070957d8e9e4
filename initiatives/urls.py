from django.urls import path

from initiatives import views

app_name = "initiatives"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("forslag/", views.suggestions, name="suggestions"),
    path("jamfor/", views.compare, name="compare"),
    path("fragor/", views.question_list, name="questions"),
    path("fragor/<slug:slug>/", views.question, name="question"),
    path("<slug:slug>/", views.detail, name="detail"),
]
