from django.urls import path

from regions.surveys.colleagues import views

app_name = "colleagues"

COUNTY = "<slug:slug>/lan/<slug:county>/"

urlpatterns = [
    path(f"{COUNTY}steg/<slug:key>/kollega/", views.delegate, name="delegate"),
    path(f"{COUNTY}steg/<slug:key>/kollega/ta-tillbaka/", views.take_back, name="take_back"),
    path(f"{COUNTY}steg/<slug:key>/kollega/klar/", views.mark_done, name="mark_done"),
    path(f"{COUNTY}steg/<slug:key>/har/", views.presence, name="presence"),
    path(f"{COUNTY}fraga/<str:address>/kommentera/", views.comment, name="comment"),
    path(f"{COUNTY}kommentarer/<int:pk>/lost/", views.solve, name="solve"),
]
