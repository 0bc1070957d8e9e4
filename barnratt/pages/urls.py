from django.urls import path

from barnratt.pages import open_data, views

app_name = "pages"
urlpatterns = [
    path("", views.start, name="start"),
    path("om/", views.about, name="about"),
    path("om/personuppgifter/", views.privacy, name="privacy"),
    path("om/komponenter/", views.gallery, name="gallery"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("api/", views.api, name="api"),
    path("api/openapi.json", open_data.openapi_file, name="openapi"),
    path("healthz", views.healthz, name="healthz"),
]
