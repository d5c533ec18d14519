"""Documents in: a file's bytes → `PlanDocument` (`storage.documents.read`), or `Unreadable` with a text to be shown.

Nothing is imported here: the readers and their libraries belong to the process that reads (`storage.documents.aside`).
"""
