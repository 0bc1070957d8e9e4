"""Questionnaires as they are written in files."""

import yaml

from barnratt.questionnaires.definition import DefinitionError


# The reader in C is ten times quicker, where the library was built with it.
class _Strict(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """A key that stands twice is a mistake, not the last one's victory."""


def _mapping(loader, node, deep=False):
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    twice = {str(key) for key in keys if keys.count(key) > 1}
    if twice:
        line = node.start_mark.line + 1
        raise DefinitionError([f"Rad {line} och framåt: nyckeln {', '.join(sorted(twice))} står två gånger."])
    loader.flatten_mapping(node)
    return {
        loader.construct_object(key, deep=True): loader.construct_object(value, deep=True) for key, value in node.value
    }


_Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(text):
    """The content of a questionnaire. Raises DefinitionError with the line where the text cannot be read."""
    try:
        return yaml.load(text, Loader=_Strict)  # noqa: S506 – a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DefinitionError([f"Rad {line} går inte att läsa: {error.problem}."]) from error
