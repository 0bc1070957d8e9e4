from barnratt.core.reference_data import read_rows, upsert
from regions.statistics.models import Dataset


def load():
    """The fetches of statistics that the project ships, with their sources and dates."""
    upsert(Dataset, read_rows("statistics/datasets.csv"), key=["key"])
