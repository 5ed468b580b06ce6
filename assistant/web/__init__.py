"""Where people meet the assistant: the page, the API and who may use them. Imported by ``app.py`` only."""
