"""On the path first, this is what `import numba` finds: the error that it gives where there is none."""

raise ModuleNotFoundError("No module named 'numba'", name="numba")
