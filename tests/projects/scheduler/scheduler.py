"""Runs the jobs of installed plugins, in a process of their own, which imports this module again."""

import signal
import sys
from importlib.metadata import entry_points

from apscheduler.schedulers.blocking import BlockingScheduler


def main():
    scheduler = BlockingScheduler()
    scheduler.add_jobstore("sqlalchemy", url="sqlite:////tmp/jobs.sqlite")
    scheduler.add_executor("processpool", max_workers=1)
    for point in sorted(entry_points(group="scheduler.jobs"), key=lambda point: point.name):
        scheduler.add_job(point.load(), "interval", seconds=1, id=point.name, replace_existing=True)
        print("job", point.name)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    scheduler.start()


if __name__ == "__main__":
    main()
