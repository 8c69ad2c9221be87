"""Answers on a port."""

import platform

import fastapi

app = fastapi.FastAPI()


@app.get("/")
def root() -> dict[str, str]:
    return {"status": "ok", "python": platform.python_version()}
