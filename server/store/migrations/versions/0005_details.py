"""Details of the audit log as sentences that can be told in any language."""

import json
import re

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

AUDIT = sa.table("audit", *(sa.column(name) for name in ("id", "what", "about")))
# What was written until now: a version of a campaign, an account with its role.
FORMS = {
    "{slug}, version {number}": re.compile(r"(?P<slug>[a-z0-9-]+), version (?P<number>\d+)"),
    "{name}: {role}": re.compile(r"(?P<name>[^ ]+): (?P<role>owner|editor|viewer)"),
}


def upgrade() -> None:
    """Write each anew, with what it is made of."""
    connection = op.get_bind()
    for id, what, about in connection.execute(sa.select(AUDIT)).all():
        kept = json.dumps(_sentence(what, about))
        connection.execute(sa.update(AUDIT).where(AUDIT.c.id == id).values(about=kept))


def _sentence(what: str, about: str) -> list[object] | None:
    if not about:
        return None
    if what in ("invite", "join"):
        return [about, {}]
    for template, form in FORMS.items():
        if found := form.fullmatch(about):
            values: dict[str, object] = {**found.groupdict()}
            return [template, values | ({"role": [values["role"], {}]} if "role" in values else {})]
    return ["{name}", {"name": about}]
