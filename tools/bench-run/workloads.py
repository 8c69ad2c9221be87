"""usage: workloads.py [NAME...]
Prints "NAME<TAB>KIND<TAB>ms" for each: the CPU time, of the kernel as well, of the quickest of several runs after a warm one. CPU time,
so that what else the machine does counts little; one thread, so that libraries with pools of their own compare."""

import io
import json
import os
import subprocess
import sys
import tempfile
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("POLARS_MAX_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
RUNS = 7
PYPERFORMANCE = "chaos", "deepcopy", "deltablue", "float", "json_dumps", "json_loads", "logging", "nbody", "pyflate", "raytrace", "richards"
LOOPS = {"deepcopy": 500, "deltablue": 20, "json_dumps": 20, "json_loads": 2000, "logging": 2000}  # where one is too short to be timed
# Run by another process: what pyperf calls a clock is the CPU time here.
WORKER = "import runpy, sys, time; time.perf_counter = time.process_time; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"


def quickest(work):
    work()
    times = []
    for _ in range(RUNS):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times) * 1e3


def of_numpy():
    import numpy as np

    random = np.random.default_rng(0)
    large, square = random.random(2_000_000), random.random((700, 700))

    def temporaries():
        x = large
        for _ in range(8):
            x = (large * 2 + 1 - x) / 3

    def in_place():
        x, y = large.copy(), np.empty_like(large)
        for _ in range(8):
            np.multiply(large, 2, out=y)
            np.add(y, 1, out=y)
            np.subtract(y, x, out=y)
            np.divide(y, 3, out=x)

    def grow_and_shrink():
        kept = {i: np.full(100_000 + i * 1000, i) for i in range(60)}
        while kept:
            kept.popitem()

    yield "numpy temporaries", temporaries
    yield "numpy in place", in_place
    yield "numpy small arrays", lambda: [np.zeros(i % 50 + 1) for i in range(100_000)]
    yield "numpy product", lambda: square @ square
    yield "numpy grow and shrink", grow_and_shrink


def of_pandas():
    import numpy as np
    import pandas as pd

    random = np.random.default_rng(0)
    left = pd.DataFrame({"k": random.integers(0, 100_000, 400_000), "x": random.random(400_000)})
    right = pd.DataFrame({"k": np.arange(100_000), "y": random.random(100_000)})
    words = left["k"].astype(str)
    text = left.head(150_000).to_csv(index=False)
    yield "pandas merge", lambda: left.merge(right, on="k")
    yield "pandas groupby", lambda: left.groupby("k").x.agg(["mean", "std"])
    yield "pandas sort", lambda: left.sort_values("x")
    yield "pandas map of strings", lambda: words.map(lambda word: word.upper() + "x")
    yield "pandas read_csv", lambda: pd.read_csv(io.StringIO(text))


def of_sklearn():
    import numpy as np
    from sklearn.cluster import KMeans
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.linear_model import LogisticRegression

    points = np.random.default_rng(0).random((6000, 12))
    many, target = np.tile(points, (5, 1)), points.sum(axis=1)
    yield "scikit-learn random forest", lambda: RandomForestRegressor(8, random_state=0).fit(points, target)
    yield "scikit-learn k-means", lambda: KMeans(12, n_init=2, random_state=0).fit(many)
    yield "scikit-learn logistic regression", lambda: LogisticRegression().fit(many, np.tile(target > 6, 5))


def of_arrow():
    import polars as pl
    import pyarrow as pa
    import pyarrow.compute as pc

    pa.set_cpu_count(1)
    table = pa.table({"k": [i % 1000 for i in range(300_000)], "x": [i * 0.5 for i in range(300_000)], "s": [f"name {i % 5000}" for i in range(300_000)]})
    frame = pl.from_arrow(table)
    yield "pyarrow group and sort", lambda: table.group_by("k").aggregate([("x", "sum")]).sort_by("x_sum")
    yield "pyarrow strings", lambda: pc.utf8_upper(table["s"]).dictionary_encode()
    yield "polars group and join", lambda: frame.group_by("k").agg(pl.col("x").mean()).join(frame, on="k")


def of_text():
    import orjson
    from lxml import etree

    tree = ("<r>" + "".join(f"<a i='{i}'><b>t{i}</b><c>{i * i}</c></a>" for i in range(40_000)) + "</r>").encode()
    document = json.dumps([{"id": i, "name": f"n{i}", "tags": ["a", "b", str(i)], "v": i * 1.5} for i in range(30_000)])
    loaded = json.loads(document)
    yield "lxml parse", lambda: etree.fromstring(tree)
    yield "json loads", lambda: json.loads(document)
    yield "orjson loads and dumps", lambda: orjson.dumps(orjson.loads(document))
    yield "json dumps", lambda: json.dumps(loaded)
    yield "strings", lambda: "".join([str(i) * 3 for i in range(200_000)]).split("1")


def of_sqlalchemy():
    import sqlalchemy as sa

    table = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String), sa.Column("v", sa.Float))
    rows = [{"id": i, "name": f"name {i}", "v": i / 7} for i in range(10_000)]

    def work():
        engine = sa.create_engine("sqlite://")
        table.metadata.create_all(engine)
        with engine.begin() as connection:
            connection.execute(sa.insert(table), rows)
            for limit in range(0, 10_000, 500):
                connection.execute(sa.select(table).where(table.c.id > limit).order_by(table.c.v)).fetchall()

    yield "SQLAlchemy on SQLite", work


def of_fastapi():
    import asyncio

    import fastapi
    import httpx

    app = fastapi.FastAPI()

    @app.get("/items/{item}")
    def read(item: int, q: str = ""):
        return {"item": item, "q": q, "more": [{"n": i} for i in range(20)]}

    async def requests():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://app") as client:
            for i in range(200):
                (await client.get(f"/items/{i}?q=x")).raise_for_status()

    yield "FastAPI, 200 requests", lambda: asyncio.run(requests())


DATA = of_numpy, of_pandas, of_sklearn, of_arrow, of_text, of_sqlalchemy, of_fastapi


def pyperformance(name):
    import pyperformance

    path = os.path.join(os.path.dirname(pyperformance.__file__), "data-files/benchmarks", f"bm_{name}", "run_benchmark.py")
    with tempfile.TemporaryDirectory() as directory:
        out = os.path.join(directory, "out.json")
        loops = f"--loops={LOOPS.get(name, 1)}"
        command = [sys.executable, "-c", WORKER, path, "--worker", loops, "--warmups=1", "--values=3", "--output", out]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with open(out, encoding="utf-8") as file:
            benchmarks = json.load(file)["benchmarks"]
    return min(min(run["values"]) for benchmark in benchmarks for run in benchmark["runs"] if "values" in run) * 1e3


def main():
    wanted = sys.argv[1:]
    for group in DATA:
        for name, work in group():
            if not wanted or any(word in name for word in wanted):
                print(name, "data", f"{quickest(work):.3f}", sep="\t", flush=True)
    for name in PYPERFORMANCE:
        if not wanted or name in wanted or "pyperformance" in wanted:
            print(name, "pyperformance", f"{pyperformance(name):.4f}", sep="\t", flush=True)


main()
