import json
from importlib.resources import files

from acme.core import Point


def origin():
    return Point(**json.loads(files(__name__).joinpath("origin.json").read_text()))
