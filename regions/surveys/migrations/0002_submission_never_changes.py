from django.db import migrations

REFUSE = """
CREATE FUNCTION surveys_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Ett inskickat svar ändras aldrig. Dra tillbaka det och skicka in på nytt.'
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER surveys_submission_is_fixed BEFORE UPDATE ON surveys_submission FOR EACH ROW
WHEN ((NEW.answers, NEW.version_id, NEW.number, NEW.county_response_id, NEW.at)
      IS DISTINCT FROM (OLD.answers, OLD.version_id, OLD.number, OLD.county_response_id, OLD.at)
      OR OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at)
EXECUTE FUNCTION surveys_refuse_change();
"""
ALLOW = """
DROP TRIGGER surveys_submission_is_fixed ON surveys_submission;
DROP FUNCTION surveys_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_surveys")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
