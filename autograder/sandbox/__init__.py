"""A learner's function in another process, and the wire to it.

The judge, its references and its seeds stay on this side; only arguments go out and only plain values come
back. What isolates the other process is not here: `Remote` takes the command that starts it.
"""
