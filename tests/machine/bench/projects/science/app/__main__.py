"""Fits a plane to points on it."""
import numpy
from sklearn.linear_model import LinearRegression

x = numpy.arange(12.0).reshape(6, 2) ** 2
print(LinearRegression().fit(x, x @ [1, 2] + 3).score(x, x @ [1, 2] + 3))
