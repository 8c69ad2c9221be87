from app.models import Task
from app.settings import settings
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

app = FastAPI()
session = async_sessionmaker(create_async_engine(settings.database_url))


class NewTask(BaseModel):
    title: str


@app.post("/tasks", status_code=201)
async def add(task: NewTask):
    async with session.begin() as db:
        db.add(Task(title=task.title))
    return task


@app.get("/tasks")
async def tasks() -> list[str]:
    async with session() as db:
        return list(await db.scalars(select(Task.title)))
