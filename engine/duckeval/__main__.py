"""``python -m duckeval`` is the ``duckeval`` command."""

from duckeval.cli import main

if __name__ == "__main__":
    main()
