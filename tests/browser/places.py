"""Addresses of entries in the reference data that the journeys pass."""

from urllib.parse import urlencode

RICH = "/initiativ/unga-kommunutvecklare-i-tre-kommuner-i-vastra-gotaland/"
SPARSE = "/initiativ/nulagesanalys-av-barnrattsarbetet-i-orebro/"
HISTORICAL = "/initiativ/kollegial-granskning-mellan-kommuner/"


def compare_address(*entries):
    return "/initiativ/jamfor/?" + urlencode([("i", entry.split("/")[2]) for entry in entries])
