from barnratt.convention.models import Article, Cluster
from barnratt.core.reference_data import read_rows, upsert


def load():
    """The Convention's 54 articles and the Committee's themes. Running it again corrects, and removes nothing."""
    upsert(
        Cluster,
        [
            {"slug": row["slug"], "name": row["name_sv"], "name_en": row["name_en"], "position": int(row["position"])}
            for row in read_rows("convention/clusters.csv")
        ],
        key=["slug"],
    )
    upsert(
        Article,
        [
            {
                "number": int(row["number"]),
                "part": int(row["part"]),
                "title": row["title_sv"],
                "title_en": row["title_en"],
                "summary": row["summary_sv"],
                "cluster_id": row["cluster"],
                "in_swedish_law": row["in_swedish_law"] == "1",
            }
            for row in read_rows("convention/articles.csv")
            if row["instrument"] == "CRC"
        ],
        key=["number"],
    )
