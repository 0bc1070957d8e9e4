from django.urls import path

from barnratt.pages import views

app_name = "pages"
urlpatterns = [
    path("", views.start, name="start"),
    path("om/", views.about, name="about"),
    path("om/personuppgifter/", views.privacy, name="privacy"),
    path("om/komponenter/", views.gallery, name="gallery"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("healthz", views.healthz, name="healthz"),
]
