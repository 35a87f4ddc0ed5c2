"""What a client is asked: the answers that apply to a kind of filing, a form for one client, and the reading of it.

`applying` says which questions a filing of a type, nature and province asks (the template of `batch` asks it too), `form`
makes the form out of them, as a workbook (`form_xlsx`) or as Markdown (`form_markdown`), `reading` reads it back.
"""
