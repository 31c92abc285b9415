"""The language that somebody has chosen for the studio."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add it; who has chosen none has what their browser asks for."""
    op.add_column("accounts", sa.Column("language", sa.String(8)))
