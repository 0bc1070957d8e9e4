"""SAML, narrower than allauth's: only providers of the file, only answers to our own questions, no single log-out.

The libraries for signed XML are loaded only when somebody signs in this way.
"""

from functools import wraps

from allauth.account.internal.decorators import login_not_required
from allauth.core import ratelimit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
LARGEST_ANSWER = 200_000  # characters; a signed answer is about ten thousand


class LastingProvider(SAMLProvider):
    """Knows a person by something that is the same the next time, or not at all."""

    package = "allauth.socialaccount.providers.saml"

    def __init__(self, request, app=None):
        super().__init__(request, app=app)
        app.settings = app.settings | {
            "attribute_mapping": self.default_attribute_mapping | app.settings["own_attributes"]
        }

    def redirect(self, request, process, next_url=None, data=None, **kwargs):
        from onelogin.saml2.errors import OneLogin_Saml2_Error

        try:
            return super().redirect(request, process, next_url, data, **kwargs)
        except OneLogin_Saml2_Error as error:
            raise ProviderException(str(error)) from error

    def extract_uid(self, data):
        if self._extract(data).get("uid") is None and data.get_nameid_format() == TRANSIENT:
            raise PermissionDenied("The name id is another each time; the file must name an id_attribute.")
        return super().extract_uid(data)


def _of_a_known_provider(view):
    @wraps(view)
    def known(request, organization_slug):
        try:
            provider = get_adapter().get_provider(request, "saml", client_id=organization_slug)
        except SocialApp.DoesNotExist as error:
            raise Http404 from error
        return view(request, provider)

    return known


@csrf_exempt
@login_not_required
@require_POST
@_of_a_known_provider
def acs(request, provider):
    """Takes the provider's answer, which comes from another site and so without our cookie, and keeps it a moment."""
    from allauth.socialaccount.providers.saml import views

    if len(request.POST.get("SAMLResponse", "")) > LARGEST_ANSWER:
        raise RequestDataTooBig("The answer is too large.")
    if refused := ratelimit.consume_or_429(request, action="identity_provider"):
        return refused
    return views.acs(request, organization_slug=provider.app.client_id)


@login_not_required
@require_safe
@_of_a_known_provider
def finish(request, provider):
    """Reads the answer, now with our cookie: is it signed, meant for us, in time, and to a question of this browser?"""
    from allauth.socialaccount.providers.saml import views

    try:
        return views.finish_acs(request, organization_slug=provider.app.client_id)
    except Exception as error:  # what a forger sends makes the libraries stumble in many ways
        return render_authentication_error(request, provider, exception=error)


@login_not_required
@require_safe
@_of_a_known_provider
def metadata(request, provider):
    """What the organisation enters about the portal in its identity provider."""
    from allauth.socialaccount.providers.saml.utils import build_saml_config
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    config = build_saml_config(request, provider.app.settings, provider.app.client_id)
    del config["sp"]["singleLogoutService"]
    text = OneLogin_Saml2_Settings(settings=config, sp_validation_only=True).get_sp_metadata()
    return HttpResponse(text, content_type="application/samlmetadata+xml")


@login_not_required
@require_safe
def no_single_log_out(request, organization_slug):
    """allauth asks for the address of such a page. One signs out of the portal in the portal."""
    raise Http404
