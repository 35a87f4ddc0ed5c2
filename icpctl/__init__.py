"""icpctl prepares ICP filings (ICP 备案) as local drafts and follows them to the end.

The map of the package, from the top down; imports go downwards only:

    __main__      start: answers --version at once, everything else goes to cli
    cli           the Typer app, global options, the one place where an error becomes text and an exit code
    commands/     one file per verb
    answers/      every way in: flags, files, prompts; each ends in {path: value}
    screen        the only module that prints
    store         drafts on disk, the only writer of drafts
    checks/       judges a draft by rules for a given day
    documents     which papers, because of what
    journey/      the steps after the draft
    filing_type   facts about the case -> filing type, with reasons
    exports/      findings and drafts written for somebody else
    case          a draft seen as the keys that the rules' matching tables use
    questions     what is asked, as data;  values: the one parser of values
    draft         the Draft;  findings: what a check reports;  rules/: the rule book
    fields/       kinds of value: parse, normalise, validate, mask
    wording/      words of the program;  errors: a handful of errors
"""

__version__ = "0.1.0"
