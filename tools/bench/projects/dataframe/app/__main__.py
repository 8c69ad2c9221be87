"""Reads a table, adds it up."""
import numpy
import pandas
import pyarrow
import requests

table = pyarrow.table({"x": numpy.arange(1000)})
print(pandas.DataFrame(table.to_pydict()).x.sum(), requests.__version__)
