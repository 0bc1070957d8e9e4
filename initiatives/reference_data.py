from collections import defaultdict

from barnratt.convention.models import Article
from barnratt.core.reference_data import read_rows, upsert
from initiatives import actions, index
from initiatives.models import Initiative, Kind, StartingQuestion, Term
from regions.places.models import County, Municipality, Organisation


def load():
    """The vocabularies, the questions to begin from and the first 105 entries.

    Vocabularies and questions are corrected when it is run again. Entries are only ever added: what
    an editor has changed in the portal is never written over.
    """
    vocabularies = defaultdict(list)
    for row in read_rows("vocabularies.csv"):
        vocabularies[row.pop("vocabulary")].append({**row, "position": int(row["position"])})
    upsert(Kind, vocabularies.pop("slag"), key=["key"])
    terms = [{**row, "vocabulary": vocabulary} for vocabulary, rows in vocabularies.items() for row in rows]
    upsert(Term, terms, key=["vocabulary", "key"])
    questions = [{**row, "position": int(row["position"])} for row in read_rows("questions.csv")]
    upsert(StartingQuestion, questions, key=["slug"])
    index.sync_facet_values()
    load_initiatives()
    index.rebuild()


def load_initiatives():
    organisations = Organisation.objects.in_bulk(field_name="key")
    counties = County.objects.in_bulk()
    municipalities = Municipality.objects.select_related("county").in_bulk()
    articles = Article.objects.in_bulk()
    terms = {(term.vocabulary, term.key): term for term in Term.objects.all()}
    done_by, tags, participation = defaultdict(list), defaultdict(list), {}
    for row in read_rows("initiatives/organisations.csv"):
        done_by[row["initiative_key"]].append(row)
    for row in read_rows("initiatives/editorial_tags.csv"):
        tags[row["initiative_key"]].append(row)
    for row in read_rows("initiatives/participation.csv"):
        participation[row["initiative_key"]] = row
    existing = set(Initiative.objects.values_list("slug", flat=True))
    for row in read_rows("initiatives/initiatives.csv"):
        key = row["key"]
        if key in existing:
            continue
        # The responsible organisation first; sorting is stable, so the source's order is kept within each role.
        responsible, *others = sorted(done_by[key], key=lambda done: done["role"] != "ansvarig")
        article_reasons = {int(tag["key"]): tag["reason"] for tag in tags[key] if tag["vocabulary"] == "artikel"}
        initiative = actions.create(
            slug=key,
            fields={
                "title": row["title"],
                "summary": row["summary"],
                "organisation": organisations[responsible["organisation_key"]],
                "organisation_name_then": responsible["name_in_source"],
                "scope": row["scope"],
                "kind_id": row["kind"],
                "status": row["status"],
                "start_year": int(row["start_year"]) if row["start_year"] else None,
                "end_year": int(row["end_year"]) if row["end_year"] else None,
                "source_title": row["source_title"],
                "source_year": row["source_year"] or row["source_year_note"],
                "participation": participation.get(key, {}).get("level", ""),
                "participation_how": participation.get(key, {}).get("how", ""),
            },
            counties=[counties[code] for code in row["county_codes"].split()],
            municipalities=[municipalities[code] for code in row["municipality_codes"].split()],
            partners=[(organisations[other["organisation_key"]], other["name_in_source"]) for other in others],
            articles=[
                (articles[int(number)], True, article_reasons.get(int(number), ""))
                for number in row["articles"].split()
            ],
            taggings=[
                (terms[tag["vocabulary"], tag["key"]], True, tag["reason"])
                for tag in tags[key]
                if tag["vocabulary"] != "artikel"
            ],
            by=None,
        )
        actions.publish(initiative, by=None)
