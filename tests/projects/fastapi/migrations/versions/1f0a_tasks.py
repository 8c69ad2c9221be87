"""tasks"""
import sqlalchemy as sa
from alembic import op

revision = "1f0a"
down_revision = None


def upgrade():
    op.create_table("task", sa.Column("id", sa.Integer, primary_key=True), sa.Column("title", sa.String(200), nullable=False))


def downgrade():
    op.drop_table("task")
