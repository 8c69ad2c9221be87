"""Writes a table to a Parquet file, reads it back and sums it up."""

import pathlib
import tempfile

import numpy as np
import pandas as pd

rng = np.random.default_rng(7)
table = pd.DataFrame({"station": rng.choice(["north", "south"], 1000), "celsius": rng.normal(12, 5, 1000)})

with tempfile.TemporaryDirectory() as directory:
    path = pathlib.Path(directory) / "stations.parquet"
    table.to_parquet(path)
    again = pd.read_parquet(path)

assert again.equals(table)
print(again.groupby("station", observed=True)["celsius"].agg(["count", "mean"]).round(1))
