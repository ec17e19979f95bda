"""The exports of the What Works Clearinghouse (WWC): bytes in, typed rows out; no database.

Three files are known, each by its header: the findings of reviewed studies with citations, the
findings of every review, and the intervention reports.

Source: https://ies.ed.gov/ncee/wwc/ (US Department of Education, public domain).
"""
