import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barnratt.settings")
application = get_wsgi_application()

from barnratt.search.analyser import tokens  # noqa: E402  (after Django is set up)

# Load the dictionary before the first reader asks.
tokens("barnets")
