from importlib.metadata import version as version_of


def version():
    print(version_of("wordy"))
