"""OpenID Connect, stricter than allauth's: the id token's signature is always checked, and nothing else is believed."""

import jwt
from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404
from django.views.decorators.http import require_safe

# Signatures by a key pair only: with a shared secret, who can check can also sign.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
CLOCKS_DIFFER = 60  # seconds


class SignedAdapter(OpenIDConnectOAuth2Adapter):
    def complete_login(self, request, app, token, **kwargs):
        id_token = kwargs["response"].get("id_token")
        if not id_token:
            raise OAuth2Error("The provider sent no id token.")
        return self.get_provider().sociallogin_from_response(
            request, {"id_token": self._decode_id_token(app, id_token)}
        )

    def _decode_id_token(self, app, id_token):
        """What the token says. Raises OAuth2Error unless its signature, issuer, audience and time are right."""
        try:
            said = jwt.decode(
                id_token,
                self._key(jwt.get_unverified_header(id_token).get("kid")),
                algorithms=ALGORITHMS,
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                leeway=CLOCKS_DIFFER,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("The id token is not valid.") from error
        if isinstance(said["aud"], list) and len(said["aud"]) > 1 and said.get("azp") != app.client_id:
            raise OAuth2Error("The id token was made for another.")
        return _plain(said)

    def _key(self, key_id):
        """The provider's key with that id; its only key has no need of one."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        return keys[0] if len(keys) == 1 else {key.key_id: key for key in keys}[key_id]


class SignedProvider(OpenIDConnectProvider):
    oauth2_adapter_class = SignedAdapter
    package = "allauth.socialaccount.providers.openid_connect"


def _plain(said):
    """Some providers write true and false as texts. An address said not to be verified is not heard at all."""
    verified = said.get("email_verified")
    if verified in (False, "false"):
        return {key: value for key, value in said.items() if key != "email"}
    return said | {"email_verified": verified in (True, "true")}


@login_not_required
@require_safe
def callback(request, provider_id):
    """Where the provider sends the person back."""
    try:
        return OAuth2CallbackView.adapter_view(SignedAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
