from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import include, path
from django.views.generic import RedirectView
from procrastinate.contrib.django.models import ProcrastinateJob

from barnratt.accounts.views import sign_in_to_administration

admin.site.site_header = admin.site.site_title = "Barnrättsportalens administration"
admin.site.index_title = "Det du kan ändra här"
# Registered by their own packages. Nobody works with them by hand, and some hold secrets.
admin.site.unregister([Group, ProcrastinateJob])
admin.site.unregister([Authenticator, EmailAddress, SocialAccount, SocialApp, SocialToken, UserSession])

handler400 = "barnratt.core.bad_requests.bad_request"

urlpatterns = [
    path("", include("barnratt.pages.urls")),
    path("", include("initiatives.contributing.urls")),
    path("", include("initiatives.freshness.urls")),
    path("", include("initiatives.following.urls")),
    path("initiativ/", include("initiatives.urls")),
    path("", include("initiatives.matchmaking.urls")),
    path("", include("regions.commentary.urls")),
    path("", include("regions.profiles.urls")),
    path("provningar/", include("assessments.disposal.urls")),
    path("provningar/", include("assessments.follow_up.urls")),
    path("", include("regions.statistics.urls")),
    path("provningar/barnbokslut/", include("assessments.yearbook.urls")),
    path("provningar/", include("assessments.urls")),
    path("provningar/", include("assessments.sharing.urls")),
    path("enkat/", include("regions.surveys.colleagues.urls")),
    path("enkat/", include("regions.surveys.examples.urls")),
    path("enkat/", include("regions.surveys.preparing.urls")),
    path("enkat/", include("regions.surveys.urls")),
    path("rapporter/", include("regions.reports.urls")),
    path("provningar/", include("assessments.voices.urls")),
    path("provningar/eget/", include("assessments.local.urls")),
    path("import/", include("barnratt.imports.urls")),
    path("konto/aviseringar/", include("barnratt.notifications.urls")),
    path("konto/", include("barnratt.accounts.urls")),
    path("konto/", include("barnratt.accounts.sign_in_urls")),
    # One way to sign in and to change the password: Django's own forms for the administration lead to ours, where
    # attempts are counted, other sessions end and the owner is told.
    path("administration/login/", sign_in_to_administration, name="admin_sign_in"),
    path(
        "administration/password_change/",
        RedirectView.as_view(pattern_name="account_change_password"),
        name="admin_change_password",
    ),
    path("administration/", admin.site.urls),
]
