"""Times as the reports want them: medians over rounds, so that one bad moment on a shared machine does not decide."""

import math
import statistics
import time


def timed(call, *arguments):
    """Milliseconds that a call takes, and its answer."""
    start = time.perf_counter()
    answer = call(*arguments)
    return (time.perf_counter() - start) * 1000, answer


def percentile(values, share):
    """The smallest value that at least this share of the values does not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


def summary(rounds):
    """p50 and p95, each the median over the rounds, and the p95 of the best and the worst round."""
    p95 = [percentile(values, 0.95) for values in rounds]
    return {
        "p50": round(statistics.median(percentile(values, 0.5) for values in rounds), 1),
        "p95": round(statistics.median(p95), 1),
        "p95_best": round(min(p95), 1),
        "p95_worst": round(max(p95), 1),
        "requests": sum(map(len, rounds)),
    }


def measure(call, things, *, rounds=3, before=lambda: None):
    """summary() of calling `call` with each of the things, after an unmeasured round that warms up.

    before: what is done, unmeasured, before each call.
    """
    for thing in things:
        call(thing)
    measured = []
    for _ in range(rounds):
        times = []
        for thing in things:
            before()
            times.append(timed(call, thing)[0])
        measured.append(times)
    return summary(measured)
