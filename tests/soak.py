"""`make test` takes the short forms of long tests, `make soak` everything, also the tests marked `soak`."""

import os

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
FLOOD = 200 if SOAK else 40  # requests of somebody who means harm
