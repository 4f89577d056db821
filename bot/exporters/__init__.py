"""Where approved assets go. An exporter is called with a bundle and returns receipts."""
