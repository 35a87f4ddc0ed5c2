"""One file per verb: read flags, call the rooms below, hand the result to screen.

A module has `command`, a function with Typer parameters, or `app`, a Typer of sub-verbs. Costly imports wait inside.
`common.py` holds what several verbs share.
"""
