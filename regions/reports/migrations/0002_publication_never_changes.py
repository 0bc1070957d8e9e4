from django.db import migrations

REFUSE = """
CREATE FUNCTION reports_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'by_id' = to_jsonb(OLD) - 'by_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Det som är publicerat ändras aldrig. Publicera en ny version eller en rättelse.'
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER reports_publication_is_fixed BEFORE UPDATE OR DELETE ON reports_publication
FOR EACH ROW EXECUTE FUNCTION reports_refuse_change();
CREATE TRIGGER reports_erratum_is_fixed BEFORE UPDATE OR DELETE ON reports_erratum
FOR EACH ROW EXECUTE FUNCTION reports_refuse_change();
"""
ALLOW = """
DROP TRIGGER reports_erratum_is_fixed ON reports_erratum;
DROP TRIGGER reports_publication_is_fixed ON reports_publication;
DROP FUNCTION reports_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_reports")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
