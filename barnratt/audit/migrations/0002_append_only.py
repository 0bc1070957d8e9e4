from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_audit_events")]

    operations = [
        # Not on TRUNCATE, which test databases need; in production the app's database role is not given it.
        migrations.RunSQL(
            """
            CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'Händelseloggen kan bara fyllas på, aldrig ändras.' USING ERRCODE = 'restrict_violation';
            END
            $$;
            CREATE TRIGGER audit_event_is_append_only BEFORE UPDATE OR DELETE ON audit_auditevent
            FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
            """,
            """
            DROP TRIGGER audit_event_is_append_only ON audit_auditevent;
            DROP FUNCTION audit_refuse_change();
            """,
        ),
    ]
