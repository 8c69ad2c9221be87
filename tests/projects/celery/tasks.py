"""A worker whose queue and results are files of a volume."""

import os

from celery import Celery

broker = os.environ["BROKER"]
app = Celery("tasks", broker="filesystem://", backend=f"file://{broker}/results")
app.conf.broker_transport_options = {"data_folder_in": f"{broker}/queue", "data_folder_out": f"{broker}/queue", "control_folder": f"{broker}/control"}
for name in ("queue", "control", "results"):
    os.makedirs(f"{broker}/{name}", exist_ok=True)


@app.task
def add(a, b):
    return a + b
