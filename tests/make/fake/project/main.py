import numpy, psycopg2, requests; print(numpy.ones(3), psycopg2.__version__)
