from barnratt.questionnaires import actions
from barnratt.questionnaires.yaml import read_yaml

CONTENT = """
key: prov
title: Prov
steps:
  - key: forst
    title: Först
    questions:
      - {key: berors, text: Berörs barn, type: boolean, required: true}
      - {key: vilka, text: Vilka barn, type: text, show_if: {question: berors, equals: true}}
      - {key: kronor, text: Kronor, type: integer, unit: kr, max: 10}
      - key: artiklar
        text: Artiklar
        type: multi
        default: [2]
        options: [{value: 2, label: "2"}, {value: 3, label: "3"}]
  - key: alternativ
    title: Alternativ
    repeat: {label: Alternativ, min: 2}
    questions:
      - {key: namn, text: Namn, type: line}
"""


def make_response(*, by=None):
    """A response that has just begun."""
    return actions.begin(actions.publish(read_yaml(CONTENT), by=None), by=by)
