"""A service's imports, and one request to it."""
import celery
import fastapi
import httpx
import jinja2
import jwt
import pydantic_settings
import redis
import sqlalchemy
import structlog
import uvicorn

api = fastapi.FastAPI()


@api.get("/")
def index():
    return {"sqlalchemy": sqlalchemy.__version__}


print([route.path for route in api.routes][-1], uvicorn.__version__)
