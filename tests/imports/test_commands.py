import io
import json

import pytest
from django.core.management import CommandError, call_command

from barnratt.imports import actions
from barnratt.imports.kinds import kinds
from barnratt.imports.models import Import
from initiatives.models import Initiative
from tests.factories import MembershipFactory
from tests.imports.conftest import RIGHT, WRONG, csv, worked


@pytest.fixture
def run(tmp_path, capsys):
    """Runs import_file on some content. Returns its exit code and what it printed."""

    def run(content, *options, kind="initiatives", name="initiativ.csv"):
        (tmp_path / name).write_bytes(content)
        code = 0
        try:
            call_command("import_file", kind, str(tmp_path / name), *options)
        except SystemExit as stop:
            code = stop.code
        return code, capsys.readouterr().out

    return run


def test_a_dry_run_tells_what_would_happen_and_changes_nothing(loaded, run):
    code, out = run(csv(RIGHT, WRONG), "--dry-run", "--json")
    told = json.loads(out)
    assert code == 1
    assert {name: told[name] for name in ("rows", "new", "changed", "unchanged")} == {
        "rows": 2, "new": 1, "changed": 0, "unchanged": 0,
    }  # fmt: skip
    assert told["errors"][0] == {
        "sheet": "initiativ",
        "cell": "D3",
        "column": "Kommun",
        "value": "Gvle",
        "message": "'Gvle' är ingen kommun. Menade du Gävle (2180)?",
        "suggestion": "Gävle (2180)",
    }
    assert not Initiative.objects.filter(title="Trygg skolväg").exists()
    assert not Import.objects.exists()


def test_a_right_file_is_read_in_and_can_be_undone_like_any_other(loaded, run, administrator):
    code, out = run(csv(RIGHT))
    assert (code, out) == (0, "1 nya, 0 ändrade, 0 oförändrade, 0 fel.\n")
    assert Initiative.objects.get(title="Trygg skolväg").state == "published"
    source = Import.objects.get()
    assert source.by_name == "systemet"
    assert worked(actions.undo(source, by=administrator)).state == "undone"
    assert not Initiative.objects.filter(title="Trygg skolväg").exists()


def test_nothing_is_read_in_when_a_row_is_wrong_unless_asked_to(loaded, run):
    code, _ = run(csv(RIGHT, WRONG))
    assert code == 1
    assert not Initiative.objects.filter(title="Trygg skolväg").exists()
    code, _ = run(csv(RIGHT, WRONG), "--only-right")
    assert code == 1
    assert Initiative.objects.filter(title="Trygg skolväg").exists()


def test_a_file_that_cannot_be_read_is_told_as_json_too(loaded, run):
    code, out = run(b"", "--json")
    assert code == 1
    assert "Filen är tom." in json.loads(out)["errors"][0]["message"]


def test_invitations_need_somebody_who_invites(loaded, run, administrator):
    content = "E-post;Organisation;Roll\nkim@gavle.example;Gävle kommun;strateg\n".encode()
    with pytest.raises(CommandError, match="--by"):
        run(content, kind="invitations", name="personer.csv")
    code, _ = run(content, "--by", administrator.email, kind="invitations", name="personer.csv")
    assert code == 0


@pytest.mark.parametrize("kind", sorted(key for key, kind in kinds().items() if kind.exports))
def test_what_is_exported_and_imported_again_changes_nothing(loaded, run, tmp_path, kind):
    MembershipFactory()
    call_command("export", kind, str(tmp_path / "allt.xlsx"), stdout=io.StringIO())
    code, out = run((tmp_path / "allt.xlsx").read_bytes(), "--dry-run", "--json", kind=kind, name="igen.xlsx")
    told = json.loads(out)
    assert told["errors"] == []
    assert (code, told["new"], told["changed"]) == (0, 0, 0)
    assert told["unchanged"] == kinds()[kind].model.objects.count()
