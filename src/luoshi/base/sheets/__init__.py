"""Ledgers as offices keep them: reading a workbook into typed entries, and giving a register out as one. Knows no table."""
