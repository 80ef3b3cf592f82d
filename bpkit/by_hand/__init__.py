"""What the lessons ask a learner to write, and the library itself does not need: the course's own versions.

They serve whoever skipped an exercise (`bpkit.mine`), and they are the references of those exercises. They
are written as a learner would write them: plain NumPy, no kernel, the lesson's names.
"""
