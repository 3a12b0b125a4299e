"""How long the long things take, beside the least that the same work could take on the same machine.

`./run bench` runs all of it; nothing here is collected by pytest.
"""
