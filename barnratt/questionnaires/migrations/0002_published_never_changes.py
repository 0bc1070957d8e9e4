from django.db import migrations

REFUSE = """
CREATE FUNCTION questionnaires_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'En publicerad formulärversion ändras aldrig.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER questionnaire_version_is_fixed BEFORE UPDATE ON questionnaires_version FOR EACH ROW
WHEN (OLD.state <> 'draft' AND (NEW.content, NEW.key, NEW.number) IS DISTINCT FROM (OLD.content, OLD.key, OLD.number)
      OR OLD.state <> 'draft' AND NEW.state = 'draft')
EXECUTE FUNCTION questionnaires_refuse_change();
"""
ALLOW = """
DROP TRIGGER questionnaire_version_is_fixed ON questionnaires_version;
DROP FUNCTION questionnaires_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0001_questionnaires")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
