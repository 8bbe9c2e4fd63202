"""The night, step by step: collect, reconcile, write outgoing files, watch the timetable, report."""
