"""What all readers share: text, workbooks and XML read as text first, days, numbers, and a report of every loss."""
