"""The words of studies: designs, roles, listings, agreements."""

DESIGNS = {
    "rct": "Randomized trial",
    "qed": "Comparison without random assignment",
    "correlational": "Correlation with controls",
    "descriptive": "Description",
}
ROLES = {
    "lead": "Lead researcher",
    "co_lead": "District co-lead",
    "practitioner": "Practitioner",
    "data_steward": "Data steward",
    "member": "Member",
    # Nobody is invited to these two: they come with an office in a partner LEA.
    "leader": "District leader",
    "signatory": "Signatory",
    "observer": "Observer",
}
# What each role lets a person do, as an invitation says it.
GRANTS = {
    "co_lead": "You write and freeze the text together, invite people, and may pause the study. "
    "Your district becomes a partner.",
    "practitioner": (
        "You write and discuss, and represent your district when the findings are interpreted."
    ),
    "member": "You write and discuss with the partners.",
    "data_steward": "You record the agreements and the data they cover, and write and discuss with "
    "the partners.",
    "observer": "You read and discuss. You change nothing.",
}
LISTINGS = {
    "listed": "Listed for everyone once all have signed",
    "private": "Private to the partners until it is published",
}
AGREEMENTS = {
    "DSA": "Data sharing agreement",
    "MOU": "Memorandum of understanding",
    "IRB": "Ethics review (IRB determination)",
    "approval": "District research approval",
}
# As what a person took part in sensemaking.
PARTS = {
    "practitioner": "Practitioner",
    "researcher": "Researcher",
    "facilitator": "Facilitator",
}
# On what ground of FERPA (20 U.S.C. 1232g; 34 CFR part 99) data are shared.
BASES = {
    "none": "No education records are shared",
    "deidentified": "De-identified data, 34 CFR 99.31(b)",
    "studies": "Studies exception, 34 CFR 99.31(a)(6)",
    "audit": "Audit or evaluation exception, 34 CFR 99.31(a)(3) and 99.35",
    "school_official": "School official exception, 34 CFR 99.31(a)(1)",
    "directory": "Directory information, 34 CFR 99.31(a)(11) and 99.37",
    "consent": "Written consent, 34 CFR 99.30",
}
# Protection of Pupil Rights Amendment (20 U.S.C. 1232h; 34 CFR part 98), asked by itself.
PPRA = {
    "none": "No survey, analysis or evaluation asks students about a protected area",
    "optional": "Protected areas are asked; parents are told and may opt out",
    "required": "A required, federally funded survey asks; parents consent in writing before",
}
