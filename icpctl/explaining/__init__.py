"""What checks, rules and papers mean, in the user's language: `lookup` finds them, `checks` and `rules` put them in words.

The examples (`examples`) are the tested cases of the checks, so that they cannot be wrong.
"""
