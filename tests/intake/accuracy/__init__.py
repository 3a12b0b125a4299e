"""How well papers are read: the corpus, its expected readings, and the measure between the two.

What is expected was written down from the papers alone, as a clerk would read them, and knows nothing
of the reader. `python -m tests.intake.accuracy` prints precision and recall and holds the floors.
"""
