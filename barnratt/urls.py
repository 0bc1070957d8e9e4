from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("barnratt.pages.urls")),
    path("initiativ/", include("initiatives.urls")),
    path("", include("regions.profiles.urls")),
    path("konto/", include("barnratt.accounts.urls")),
    path("administration/", admin.site.urls),
]
