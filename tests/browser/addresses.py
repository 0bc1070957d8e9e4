"""Entries of the reference data that the journeys pass, and how a page is unfolded."""

from urllib.parse import urlencode

RICH = "/initiativ/unga-kommunutvecklare-i-tre-kommuner-i-vastra-gotaland/"
SPARSE = "/initiativ/nulagesanalys-av-barnrattsarbetet-i-orebro/"
HISTORICAL = "/initiativ/kollegial-granskning-mellan-kommuner/"

UNFOLD = "() => document.querySelectorAll('details').forEach((details) => (details.open = true))"


def compare_address(*entries):
    return "/initiativ/jamfor/?" + urlencode([("i", entry.split("/")[2]) for entry in entries])
