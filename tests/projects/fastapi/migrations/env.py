import asyncio
from logging.config import fileConfig

from alembic import context
from app.models import Base
from app.settings import settings
from sqlalchemy.ext.asyncio import create_async_engine

fileConfig(context.config.config_file_name)


def migrate(connection):
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()


async def main():
    async with create_async_engine(settings.database_url).connect() as connection:
        await connection.run_sync(migrate)
        await connection.commit()


asyncio.run(main())
