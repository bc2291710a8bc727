"""What the pages, the documents and the calendar files of plans say."""
