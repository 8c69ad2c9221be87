import attrs


@attrs.frozen
class Point:
    x: int
    y: int
