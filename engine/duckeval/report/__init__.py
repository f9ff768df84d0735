"""Charts and pages: tables in, pictures out. Nothing here knows of a database."""
