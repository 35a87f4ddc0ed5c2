"""icpctl prepares ICP filings (ICP 备案) as local drafts and follows them to the end.

The map of the package, from the top down; imports go downwards only:

    __main__      start: answers --version at once, everything else goes to cli
    cli           the Typer app, global options, the one place where an error becomes text and an exit code
    helppage      how help looks;  run: the options of this run
    commands/     one file per verb;  reference: the pages of docs/reference
    answers/      every way in: flags, files, prompts; each ends in {path: value}
    screen/       the only package that prints
    listing       the rows of `list`, with a disposable cache;  masking: personal data as it may be shown
    store         drafts on disk, the only writer of drafts: history (backups, undo, trash), places (folders, names),
                  locks, draft_file and comments (bytes <-> Draft), disk (the only module that writes files)
    checks/       judges a draft by rules for a given day
    documents/    which papers, because of what
    journey/      the steps after the draft;  workdays: Chinese working days
    exports/      findings and drafts written for somebody else;  schemas: JSON Schemas
    needs         which answers a filing needs;  derive: answers that follow from others
    case          a draft seen as the keys that the rules' matching tables use
    filing_type   facts about the case -> filing type, with reasons;  facts: the facts read from text
    values        the one parser of values;  questions: what is asked, as data
    draft         the Draft;  findings: what a check reports;  normalise: a hand-edited draft in our own spelling
    rules/        the rule book;  rulecache: its files as parsed before
    fields/       kinds of value: parse, normalise, validate, mask
    wording/      words of the program;  errors: a handful of errors
"""

__version__ = "0.1.0"
