"""Fetching a page from the open internet without being led anywhere else: see fetch.py."""
