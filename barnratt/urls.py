from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", include("barnratt.pages.urls")),
    path("initiativ/", include("initiatives.urls")),
    path("", include("regions.profiles.urls")),
    path("konto/", include("barnratt.accounts.urls")),
    # One way to sign in: Django's own form for the administration leads to ours.
    path(
        "administration/login/",
        login_not_required(RedirectView.as_view(pattern_name="accounts:sign_in", query_string=True)),
        name="admin_sign_in",
    ),
    path("administration/", admin.site.urls),
]
