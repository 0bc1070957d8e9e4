from django.db import migrations

REFUSE = """
CREATE FUNCTION commentary_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'En publicerad kommentar ändras aldrig.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER commentary_version_is_fixed BEFORE UPDATE ON commentary_version FOR EACH ROW
WHEN ((NEW.commentary_id, NEW.number, NEW.text, NEW.organisation_id, NEW.published_at)
      IS DISTINCT FROM (OLD.commentary_id, OLD.number, OLD.text, OLD.organisation_id, OLD.published_at))
EXECUTE FUNCTION commentary_refuse_change();
CREATE TRIGGER commentary_version_is_kept BEFORE DELETE ON commentary_version FOR EACH ROW
EXECUTE FUNCTION commentary_refuse_change();
"""
ALLOW = """
DROP TRIGGER commentary_version_is_fixed ON commentary_version;
DROP TRIGGER commentary_version_is_kept ON commentary_version;
DROP FUNCTION commentary_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("commentary", "0001_commentary")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
