"""The list that a closing office hands over, as CSV or an Excel workbook: read and checked, row by row."""
