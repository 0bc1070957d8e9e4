"""An authority's additions laid on a national template, which stays as it is below them."""

from barnratt.questionnaires.definition import DefinitionError, read

# The keys of an authority's own questions begin so, and no national one does.
NAMESPACE = "eget_"
# What the engine is told of an own question; the rest is how the authority keeps it.
QUESTION = ("key", "text", "help", "type", "required", "options")
TYPES = {"text": "fri text", "choice": "ett val", "boolean": "ja eller nej"}


def layered(national, additions):
    """
    The content of a template with an authority's additions, to be published as a version of its own.

    An own question stands at the end of its step. In the short version its answer stands beside the first step of
    what it grows to. What has nowhere to be any more is left out or stands last; `conflicts` tells of it.
    """
    notes = {key: one["text"] for key, one in additions.get("help", {}).items()}
    keys = [step["key"] for step in national["steps"]]
    steps = []
    for step in national["steps"]:
        asked = [question | _noted(notes, question["key"]) for question in step["questions"]]
        own = [one for one in additions.get("questions", ()) if _step_of(one, keys) == step["key"]]
        steps.append(step | {"questions": asked + [_question(one) for one in own]})
    content = national | {"steps": steps}
    if "carry_over" in national:
        content["carry_over"] = {
            target: rules | {one["key"]: {"beside": _somewhere(rules)} for one in additions.get("questions", ())}
            for target, rules in national["carry_over"].items()
        }
    return content


def conflicts(national, additions):
    """What of the additions no longer fits a national template, in whole sentences."""
    questions = {question["key"]: question for step in national["steps"] for question in step["questions"]}
    steps = {step["key"] for step in national["steps"]}
    found = []
    for key, one in additions.get("help", {}).items():
        if key not in questions:
            found.append(f"Frågan ”{one['about']}” finns inte längre i mallen. Er hjälptext till den visas inte.")
        elif questions[key]["text"] != one["about"]:
            found.append(
                f"Frågan ”{one['about']}” heter nu ”{questions[key]['text']}”. "
                "Läs igenom er hjälptext och spara den på nytt."
            )
    found += [
        f"Steget där er fråga ”{one['text']}” stod finns inte längre. "
        "Frågan står sist i mallen tills ni väljer ett annat steg."
        for one in additions.get("questions", ())
        if one["step"] not in steps
    ]
    return found


def faults_of(national, additions):
    """What makes the additions impossible to publish, in sentences; none when they are right."""
    try:
        read(layered(national, additions))
    except DefinitionError as error:
        return error.errors
    return []


def _noted(notes, key):
    return {"note": notes[key]} if key in notes else {}


def _step_of(question, keys):
    return question["step"] if question["step"] in keys else keys[-1]


def _question(one):
    return {name: value for name, value in one.items() if name in QUESTION and value not in ("", [], None)}


def _somewhere(rules):
    """A step of the larger template that something of the short one already stands beside."""
    return next(rule["beside"] for rule in rules.values() if isinstance(rule, dict) and rule.get("beside"))
