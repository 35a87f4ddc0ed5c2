"""Footers: the number to show (`snippet`), and whether a page shows it (`check`).

Pure: `wanted` (what a draft's footer should show), `snippet` (the text to paste), `decoding`, `nesting`, `page` (a page taken
apart), `targets`, `judging` with `linking` and `comparing` (the findings). `fetching` and `addresses` are the only ones that
use the network, `rendering` the only one that runs a browser.
"""
