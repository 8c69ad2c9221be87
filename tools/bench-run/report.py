"""usage: report.py OUT GOAL-WAY OTHER...
Reads OUT/WAY.ROUND.tsv (name, kind, ms) and OUT/memory.WAY.ROUND.tsv (name, peak, steady) and writes the tables, as Markdown: medians
of the rounds, and how they compare with those of GOAL-WAY, the smallest and the largest ratio of a round in brackets."""

import glob
import math
import statistics
import sys

KINDS = {"data": "Data", "pyperformance": "pyperformance"}


def read(out, way, prefix=""):
    """{name: (kind or "", [values of each round])}"""
    rows = {}
    for path in sorted(glob.glob(f"{glob.escape(out)}/{prefix}{way}.[0-9]*.tsv")):
        with open(path, encoding="utf-8") as file:
            for line in file:
                name, *rest = line.rstrip("\n").split("\t")
                kind = "" if prefix else rest.pop(0)
                rows.setdefault(name, (kind, []))[1].append([float(value) for value in rest])
    return rows


def median(rounds, column=0):
    return statistics.median(values[column] for values in rounds)


def ratio(rounds, of_goal, column=0):
    each = [a[column] / b[column] for a, b in zip(rounds, of_goal)]
    return median(rounds, column) / median(of_goal, column), min(each), max(each)


def mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def speed(out, goal, others):
    rows = {way: read(out, way) for way in [goal, *others]}
    for kind, title in KINDS.items():
        names = [name for name, (of, _) in rows[goal].items() if of == kind]
        if not names:
            continue
        print(f"| {title}, ms of CPU | {goal} |", *(f"{way} |" for way in others))
        print("|---|" + "---|" * (len(others) + 1))
        ratios = {way: [] for way in others}
        for name in names:
            cells = [f"{median(rows[goal][name][1]):.3g}"]
            for way in others:
                if name not in rows[way]:
                    cells.append("")
                    continue
                value, low, high = ratio(rows[way][name][1], rows[goal][name][1])
                ratios[way].append(value)
                cells.append(f"{median(rows[way][name][1]):.3g} ({value:.2f}, {low:.2f} to {high:.2f})")
            print(f"| {name} |", *(f"{cell} |" for cell in cells))
        print("| geometric mean of the ratios | 1 |", *(f"{mean(ratios[way]):.2f} |" if ratios[way] else " |" for way in others))
        print("| the worst | 1 |", *(f"{max(ratios[way]):.2f} |" if ratios[way] else " |" for way in others), end="\n\n")


def memory(out, goal, others):
    rows = {way: read(out, way, "memory.") for way in [goal, *others]}
    if not rows[goal]:
        return
    print(f"| Resident MB, peak / steady | {goal} |", *(f"{way} |" for way in others))
    print("|---|" + "---|" * (len(others) + 1))
    for name in rows[goal]:
        cells = []
        for way in [goal, *others]:
            rounds = rows[way].get(name, ("", []))[1]
            steady = f" ({ratio(rounds, rows[goal][name][1], 1)[0]:.2f})" if rounds and way != goal else ""
            cells.append(f"{median(rounds):.0f} / {median(rounds, 1):.0f}{steady}" if rounds else "")
        print(f"| {name} |", *(f"{cell} |" for cell in cells))


if __name__ == "__main__":
    speed(sys.argv[1], sys.argv[2], sys.argv[3:])
    memory(sys.argv[1], sys.argv[2], sys.argv[3:])
