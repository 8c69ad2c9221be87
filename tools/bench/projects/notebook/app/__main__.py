"""What a notebook's kernel imports first."""
import ipykernel
import ipywidgets
import jupyterlab
import matplotlib.pyplot
import numpy
import pandas

print(jupyterlab.__version__, ipykernel.__version__, ipywidgets.__version__)
print(pandas.DataFrame({"x": numpy.arange(1000)}).x.sum(), matplotlib.__version__)
