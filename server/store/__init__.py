"""The database: SQLite in one folder, or PostgreSQL."""
