"""By which published rules studies are rated and tiers are given: data with a version.

`wwc_5_0` rates a study, `essa_2023` gives tiers by outcome domain. Both are pure: recorded facts
and decided answers in, a verdict with its reasons out.
"""
