from django.urls import path

from regions.profiles import views

app_name = "profiles"
urlpatterns = [
    path("lan/", views.county_list, name="counties"),
    path("lan/<slug:slug>/", views.county, name="county"),
    path("kommuner/", views.municipality_list, name="municipalities"),
    path("kommuner/<slug:code>/", views.municipality, name="municipality"),
]
