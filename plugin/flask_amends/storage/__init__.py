"""Where cases are kept: tables, engine, migrations and one repository per family of rows."""
