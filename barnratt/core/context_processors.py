from django.conf import settings


def portal(request):
    """What every page's frame shows."""
    return {"contact_email": settings.CONTACT_EMAIL, "demo": settings.DEMO}
