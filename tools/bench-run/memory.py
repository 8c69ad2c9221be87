"""Prints "NAME<TAB>peak MB<TAB>steady MB" of programs that run for long: what is resident at most, and what is left when the load is over.
Shared pages of several processes count once."""

import os
import subprocess
import sys
import threading
import time
import urllib.request

APP = """
import json
rows = [{"id": i, "name": f"name {i}" * 3} for i in range(20000)]
def app(environ, start_response):
    n = int(environ["QUERY_STRING"] or 1)
    body = json.dumps([dict(row, n=n) for row in rows[:n]]).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
"""


def resident(pid="self"):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pss:")) / 1024


class Peak(threading.Thread):
    """The most that PIDS() had together, looked at often."""

    def __init__(self, pids):
        super().__init__(daemon=True)
        self.pids, self.most, self.ended = pids, 0, threading.Event()
        self.start()

    def run(self):
        while not self.ended.wait(0.02):
            self.most = max(self.most, total(self.pids()))

    def end(self):
        self.ended.set()
        self.join()
        return self.most


def total(pids):
    megabytes = 0
    for pid in pids:
        try:
            megabytes += resident(pid)
        except (OSError, StopIteration):
            pass
    return megabytes


def dataframe():
    """Grows to some hundred MB and shrinks again, in blocks of many sizes."""
    import numpy as np
    import pandas as pd

    for turn in range(6):
        parts = [pd.DataFrame({"a": np.arange(20_000 + i), "s": [f"{turn} {n}" for n in range(20_000 + i)]}) for i in range(60)]
        whole = pd.concat(parts)
        kept = whole.sample(frac=0.02, random_state=turn)
        del parts, whole
    time.sleep(1)
    return kept


def fifty_threads():
    import json

    def work():
        for i in range(12):
            json.loads(json.dumps([{"n": n, "text": "x" * (n % 300)} for n in range(2000 + 50 * i)]))

    threads = [threading.Thread(target=work) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    time.sleep(1)


def gunicorn():
    os.chdir("/tmp")
    with open("served.py", "w", encoding="ascii") as file:
        file.write(APP)
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "--workers", "4", "--preload", "--bind", "127.0.0.1:8765", "--log-level", "error", "served:app"])

    def pids():
        with open(f"/proc/{server.pid}/task/{server.pid}/children", encoding="ascii") as file:
            return [server.pid, *map(int, file.read().split())]

    while True:
        try:
            urllib.request.urlopen("http://127.0.0.1:8765/").read()
            break
        except OSError:
            time.sleep(0.1)
    peak = Peak(pids)
    for i in range(400):
        urllib.request.urlopen(f"http://127.0.0.1:8765/?{(i * 7919) % 20000 + 1}").read()
    time.sleep(1)
    steady, most = total(pids()), peak.end()
    server.terminate()
    server.wait()
    return most, steady


def one(work):
    """In a process of its own."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        peak = Peak(lambda: ["self"])
        kept = work()
        os.write(write, f"{peak.end():.1f}\t{resident():.1f}".encode())
        os._exit(0 if kept is None or len(kept) else 1)
    os.close(write)
    with open(read, encoding="ascii") as file:
        return map(float, file.read().split("\t"))


for name, work in ("DataFrame that grows and shrinks", dataframe), ("50 threads", fifty_threads):
    print(name, *(f"{value:.1f}" for value in one(work)), sep="\t", flush=True)
print("gunicorn, 4 workers, preload", *(f"{value:.1f}" for value in gunicorn()), sep="\t")
