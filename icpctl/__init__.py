"""icpctl prepares ICP filings (ICP 备案) as local drafts and follows them to the end.

The map of the package, from the top down; imports go downwards only:

    __main__      start: answers --version at once, everything else goes to cli;  reference: the pages of docs/reference
    cli           the Typer app, global options, the one place where an error becomes text and an exit code
    commands/     one file per verb
    helppage      how help looks;  examples/: embedded invented cases
    answers/      every way in: flags, files, prompts; each ends in {path: value}
    screen/       the only package that prints
    batch/        sheets of filings: rows become drafts, every bad cell is named;  intake/: a form for one client
    explaining/   what a check, a rule or a paper says, in words, with tested examples
    masking       personal data as it may be shown;  listing: the rows of `list`, with a disposable cache
    neighbours    the drafts that one is compared with, with a disposable index of digests
    exports/      findings and drafts written for somebody else;  schemas: JSON Schemas
    run           the options of this run
    store         drafts on disk, the only writer of drafts: history (backups, undo, trash), locks,
                  attachments (files of documents), draft_file and comments (bytes <-> Draft),
                  plain_toml (its quick reader), store_many (many new drafts at once),
                  merging (two people's changes of one draft)
    papers/       the papers themselves: what the bytes of a file are, and where it goes in the draft
    checks/       judges a draft by rules for a given day;  documents/: which papers, because of what
    rejection/    what a message of rejection means, and what to look at again
    journey/      the steps after the draft;  workdays: Chinese working days
    footer/       the footer to paste, and whether a page shows it (its fetching reads pages, rendering runs a browser)
    needs         which answers a filing needs;  derive: answers that follow from others
    case          a draft seen as the keys that the rules' matching tables use
    normalise     a hand-edited draft in our own spelling;  uses: what a draft takes into use;
                  elsewhere: what other drafts use, as keyed digests
    filing_type   facts about the case -> filing type, with reasons;  facts: the facts read from text
    naming/       names of sites and Apps judged by the naming rules;  licences: numbers of filings and permits
    values        the one parser of values
    draft         the Draft, tables: as a file holds it;  questions: what is asked, as data;  findings: what a check reports
    rules/        the rule book;  rulecache: its files as parsed before;  usage/: who reads which rule
    sheets/       spreadsheets in and out: rows of text with their places
    disk          the only module that writes files;  staging: many new files put in place together;
                  streams: a file piece by piece;  system: what the operating system says and offers;  places: folders and names
    fields/       kinds of value: parse, normalise, validate, mask
    errors        a handful of errors;  wording/: words of the program
"""

__version__ = "0.1.0"
