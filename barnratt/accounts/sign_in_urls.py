"""allauth's pages, one by one, at addresses in Swedish and under the names that allauth itself asks for.

What is not here cannot be reached: sign-up, allauth's lists, connecting other accounts, single log-out.
"""

from allauth.account import views as account
from allauth.mfa.base import views as two_step
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as identity
from django.contrib.auth.decorators import login_required
from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.views.generic import RedirectView

from barnratt.accounts import oidc, saml, sign_in_views, views


class Base36Converter(StringConverter):
    regex = "[0-9A-Za-z]+"


register_converter(Base36Converter, "base36")

urlpatterns = [
    # In and out
    path("logga-in/", account.login, name="account_login"),
    path("logga-in/kod/", two_step.authenticate, name="mfa_authenticate"),
    path("logga-in/nyckel/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("logga-in/avbruten/", identity.login_cancelled, name="socialaccount_login_cancelled"),
    path("logga-in/hos/<slug:provider_id>/", sign_in_views.identity_provider, name="identity_provider"),
    path("logga-ut/", account.logout, name="account_logout"),
    path("avstangt/", account.account_inactive, name="account_inactive"),
    path("ga-med/", views.ask_to_join, name="account_signup"),
    # Show again who you are
    path("bekrafta/", account.reauthenticate, name="account_reauthenticate"),
    path("bekrafta/kod/", two_step.reauthenticate, name="mfa_reauthenticate"),
    path("bekrafta/nyckel/", sign_in_views.ReauthenticateByKey.as_view(), name="mfa_reauthenticate_webauthn"),
    # E-mail and password
    path("e-post/", account.email, name="account_email"),
    path("e-post/kod/", account.email_verification_sent, name="account_email_verification_sent"),
    path("losenord/byt/", account.password_change, name="account_change_password"),
    path("losenord/valj/", account.password_set, name="account_set_password"),
    path("losenord/glomt/", account.password_reset, name="account_reset_password"),
    path("losenord/glomt/skickat/", account.password_reset_done, name="account_reset_password_done"),
    path("losenord/glomt/klart/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path(
        "losenord/glomt/<base36:uidb36>-<str:key>/",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    # Two steps
    path("mfa/", two_step.index, name="mfa_index"),
    path("mfa/app/pa/", app.activate_totp, name="mfa_activate_totp"),
    path("mfa/app/av/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("mfa/koder/", sign_in_views.recovery_codes, name="mfa_view_recovery_codes"),
    path("mfa/koder/hamta/", sign_in_views.recovery_codes_file, name="mfa_download_recovery_codes"),
    path("mfa/koder/nya/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("mfa/nycklar/", login_required(RedirectView.as_view(pattern_name="mfa_index")), name="mfa_list_webauthn"),
    path("mfa/nycklar/ny/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("mfa/nycklar/<int:pk>/byt-namn/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("mfa/nycklar/<int:pk>/ta-bort/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    # Identity providers, of which the file names some or none
    path("oidc/<slug:provider_id>/svar/", oidc.callback, name="openid_connect_callback"),
    path("saml/<slug:organization_slug>/svar/", saml.acs, name="saml_acs"),
    path("saml/<slug:organization_slug>/svar/klart/", saml.finish, name="saml_finish_acs"),
    path("saml/<slug:organization_slug>/metadata/", saml.metadata, name="saml_metadata"),
    path("saml/<slug:organization_slug>/ut/", saml.no_single_log_out, name="saml_sls"),
]
