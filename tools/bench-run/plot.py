"""usage: plot.py OUT GOAL-WAY OTHER...
The ratios of report.py's tables as an SVG: a row for each workload, on a logarithmic axis a point for each way, and a line from the
smallest to the largest ratio of a round."""

import math
import sys
from html import escape

from report import KINDS, ratio, read

COLOURS = "#d1495b", "#00798c", "#edae49", "#454545", "#9d9d9d"
LEFT, WIDTH, TOP, ROW = 230, 560, 70, 20
LOW, HIGH = 0.125, 8


def x_of(value):
    return LEFT + WIDTH * math.log(min(max(value, LOW), HIGH) / LOW) / math.log(HIGH / LOW)


def text(x, y, content, extra=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" {extra}>{escape(content)}</text>'


def axis(bottom):
    value = LOW
    while value <= HIGH:
        x = x_of(value)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 8}" y2="{bottom}" stroke="{"#888" if value == 1 else "#ddd"}"/>'
        yield text(x, TOP - 14, f"{value:g}", 'text-anchor="middle"')
        value *= 2


def legend(ways):
    for place, way in enumerate(ways):
        x = LEFT + place * 130
        yield f'<circle cx="{x}" cy="{TOP - 40}" r="4" fill="{COLOURS[place % len(COLOURS)]}"/>' + text(x + 8, TOP - 36, way)


def point(values, y, colour):
    middle, low, high = map(x_of, values)
    yield f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}" stroke-width="2" opacity="0.5"/>'
    yield f'<circle cx="{middle:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'


def main():
    out, goal, *ways = sys.argv[1:]
    rows = {way: read(out, way) for way in [goal, *ways]}
    names = [name for kind in KINDS for name, (of, _) in rows[goal].items() if of == kind]
    bottom = TOP + ROW * len(names)
    lines = [*axis(bottom), *legend(ways)]
    for place, name in enumerate(names):
        y = TOP + ROW * place + ROW / 2
        lines.append(text(LEFT - 30, y + 4, name, 'text-anchor="end"'))
        for number, way in enumerate(ways):
            if name in rows[way]:
                lines += point(ratio(rows[way][name][1], rows[goal][name][1]), y, COLOURS[number % len(COLOURS)])
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 40}" height="{bottom + 20}" font-family="sans-serif" font-size="12">')
    print('<rect width="100%" height="100%" fill="white"/>', text(LEFT, 18, f"CPU time as a multiple of {goal}'s", 'font-size="15" font-weight="bold"'))
    print(*lines, "</svg>", sep="\n")


main()
