"""Side by side with peers, on the same work: `make bench`, or `python -m bench --quick`."""
