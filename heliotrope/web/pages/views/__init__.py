"""What each page shows, as plain frozen records: a view fills one, one template reads it.

All text is already in the reader's language and already written for reading: numbers with a true
minus, dates as 2026-05-21, times with their zone. An empty string or an empty tuple means "not
there" and shows nothing. `href` and `action` are addresses on this server. A template gets two
names: `frame` (the same on every page) and `page` (the record named beside the template in
`templates.PAGE_OF_TEMPLATE`). Nothing here knows Django, the study or the ledger.
"""
