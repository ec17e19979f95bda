"""What is computed of a finding: effect size, error, p, attrition, baseline; pure arithmetic.

No database, no web, no clock. Nothing here answers with NaN or infinity: what cannot be computed
is said in words (`Uncomputable`).
"""
