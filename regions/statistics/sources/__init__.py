"""What the services that publish statistics answer, read into observations. Pure functions: they know no database.

A document is read whole or not at all: what cannot be understood is `Refused`, with a Swedish sentence.
"""
