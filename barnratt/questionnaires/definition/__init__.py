"""
What a questionnaire asks: steps, questions, options and rules, as data that cannot change.

A definition is written as YAML (data/assessments/, data/surveys/) or edited in the portal, and kept as JSON. `read`
checks it whole and tells everything that is wrong at once, each with its place.
"""

from .parts import (
    COMPARABILITY,
    LISTS,
    NUMBERS,
    PLACES,
    SERIES,
    TYPES,
    WITH_OPTIONS,
    Linked,
    Option,
    Question,
    Step,
)
from .reading import CHECK_FORMS, DEFINITION, DefinitionError, read

__all__ = [
    "CHECK_FORMS",
    "COMPARABILITY",
    "DEFINITION",
    "LISTS",
    "NUMBERS",
    "PLACES",
    "SERIES",
    "TYPES",
    "WITH_OPTIONS",
    "DefinitionError",
    "Linked",
    "Option",
    "Question",
    "Step",
    "read",
]
