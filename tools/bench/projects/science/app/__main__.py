"""Fits a plane to points on it."""
import numpy
import requests
from sklearn.linear_model import LinearRegression

x = numpy.arange(12.0).reshape(6, 2) ** 2
print(requests.__version__, LinearRegression().fit(x, x @ [1, 2] + 3).score(x, x @ [1, 2] + 3))
