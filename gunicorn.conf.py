"""How gunicorn serves the portal, wherever it is started from this folder."""

import os

workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
# The processes then share the Swedish dictionary, and no reader waits for it to be loaded.
preload_app = True
loglevel = "warning"
