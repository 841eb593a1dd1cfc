"""Models to be read, not tests to be collected."""

collect_ignore_glob = ["*/*.py"]
