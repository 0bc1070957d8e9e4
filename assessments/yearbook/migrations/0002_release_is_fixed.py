from django.db import migrations

REFUSE = """
CREATE FUNCTION yearbook_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Ett utlämnat barnbokslut ändras aldrig.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER yearbook_release_is_fixed BEFORE UPDATE ON yearbook_release FOR EACH ROW
WHEN ((NEW.authority_id, NEW.year, NEW.numbers, NEW.constructed, NEW.at)
      IS DISTINCT FROM (OLD.authority_id, OLD.year, OLD.numbers, OLD.constructed, OLD.at))
EXECUTE FUNCTION yearbook_refuse_change();
"""
ALLOW = """
DROP TRIGGER yearbook_release_is_fixed ON yearbook_release;
DROP FUNCTION yearbook_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("yearbook", "0001_yearbook")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
