"""The tables. Whoever changes one adds a migration: a test compares them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, on databases too that forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Give it to the database; `ValueError` where it has no zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no zone.")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Take it from the database."""
        return value and value.replace(tzinfo=value.tzinfo or UTC)


CAMPAIGNS = Table(
    "campaigns",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("slug", String(40), nullable=False, unique=True),
    # Number of the version that viewers see.
    Column("published", Integer),
    Column("is_archived", Boolean, nullable=False, server_default=false()),
)

VERSIONS = Table(
    "versions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("campaign", ForeignKey("campaigns.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    # JSON as text: PostgreSQL's own JSON would refuse some texts, and each its own.
    Column("document", Text, nullable=False),
    # Name to sha256.
    Column("assets", JSON, nullable=False),
    Column("by", String(120), nullable=False),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("campaign", "number"),
)

# What passes by itself: no backup has it, so nobody is signed in by one.
PASSING = {"is_passing": True}

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(60), nullable=False, unique=True),
    # Argon2's own form: salt and cost are in it.
    Column("password", String(200), nullable=False),
    Column("role", String(10), nullable=False),
    Column("is_closed", Boolean, nullable=False, server_default=false()),
    Column("made_at", Moment, nullable=False),
    # Of the studio; empty where none was chosen.
    Column("language", String(8)),
)

INVITATIONS = Table(
    "invitations",
    METADATA,
    Column("id", Integer, primary_key=True),
    # Of tokens only the sha256 is kept: who reads the database cannot use them.
    Column("token", String(64), nullable=False, unique=True),
    Column("role", String(10), nullable=False),
    Column("by", String(60), nullable=False),
    Column("expires_at", Moment, nullable=False),
    info=PASSING,
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("token", String(64), nullable=False, unique=True),
    Column("account", ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("made_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    info=PASSING,
)

FAILURES = Table(
    "failures",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(60), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    info=PASSING,
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", String(60), nullable=False),
    Column("what", String(40), nullable=False),
    Column("about", Text, nullable=False),
)

FIGURES = Table(
    "figures",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("campaign", ForeignKey("campaigns.id", ondelete="CASCADE"), nullable=False),
    # As 2027-03-01, in UTC: the same text on every database, and in a backup.
    Column("day", String(10), nullable=False),
    # What is counted: server/figures/fields.toml. There is no column for who.
    Column("field", String(40), nullable=False),
    Column("label", String(40), nullable=False),
    Column("count", BigInteger, nullable=False),
    UniqueConstraint("campaign", "day", "field", "label"),
)
