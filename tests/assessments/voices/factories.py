import datetime

from assessments.voices import actions
from tests.factories import ArticleFactory


def voice_fields(**fields):
    """What a form about a voice tells, all of it right."""
    return {
        "title": "Skolvägen", "said": "Bilarna kör för fort.", "where": "Ekskolan",
        "from_date": datetime.date(2026, 3, 1), "until_date": datetime.date(2026, 3, 5), "ages": ["6_12"],
        "number": 23, "way": "promenad", "source": "Skolans trygghetsvandring 2026", "url": "",
        "articles": [], "areas": [],
    } | fields  # fmt: skip


def make_voice(authority, *, by=None, articles=(), **fields):
    """Something that children have said to an authority. articles: numbers."""
    tied = [ArticleFactory(number=number, title=f"Rubrik {number}") for number in articles]
    return actions.add(authority, fields=voice_fields(articles=tied, **fields), by=by)
