USER 0
RUN ["python3", "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
USER 65532:65532
