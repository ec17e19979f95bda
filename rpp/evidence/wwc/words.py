"""What the exports of the WWC call things, and what the portal calls them."""

from rpp.evidence.topics import NOT_MET, WITH_RESERVATIONS, WITHOUT_RESERVATIONS

PAGE_ROOT = "https://ies.ed.gov/ncee/wwc"
EXPORTED = "2020-04"

DOUBTFUL_EFFECT = 5  # standard deviations; no educational effect is this large

RATINGS = {
    "": "",
    "1": WITHOUT_RESERVATIONS,
    "2": WITH_RESERVATIONS,
    "3": NOT_MET,
    WITHOUT_RESERVATIONS.lower(): WITHOUT_RESERVATIONS,
    WITH_RESERVATIONS.lower(): WITH_RESERVATIONS,
    NOT_MET.lower(): NOT_MET,
}

GRADES_OF_BAND: dict[str, tuple[str, ...]] = {
    "PK & K": ("PK", "KG"),
    "K-3": ("KG", "01", "02", "03"),
    "3-6": ("03", "04", "05", "06"),
    "6-9": ("06", "07", "08", "09"),
    "9-12": ("09", "10", "11", "12"),
}
GRADE_COLUMNS = {
    "grade_pk": "PK",
    "grade_k": "KG",
    **{f"grade_{n}": f"{n:02}" for n in range(1, 13)},
    "grade_ps": "PS",
}
SETTINGS = ("urban", "suburban", "rural")
SCHOOL_TYPES = ("public", "charter", "private", "parochial")
DELIVERY = {
    "individual": "one student at a time",
    "small_group": "small groups",
    "whole_class": "whole classes",
    "school": "whole schools",
}
# Ours: the column in the file of studies, the column in the intervention reports.
DEMOGRAPHICS = {
    "female": ("s_gender_female", "gender_female"),
    "male": ("s_gender_male", "gender_male"),
    "hispanic": ("s_ethnicity_hispanic", "ethnicity_hispanic"),
    "asian": ("s_race_asian", "race_asian"),
    "black": ("s_race_black", "race_black"),
    "native_american": ("s_race_native_american", "race_native_american"),
    "pacific_islander": ("s_race_pacific_islander", "race_pacific_islander"),
    "white": ("s_race_white", "race_white"),
    "other_race": ("s_race_other", "race_other"),
    "english_learners": ("s_ell", "demographics_of_study_sample_english_language_learners"),
    "free_lunch": ("s_frpl", "demographics_of_study_sample_free_or_reduced_price_lunch"),
}
STUDY_SHARES = {ours: column for ours, (column, _) in DEMOGRAPHICS.items()}
REPORT_SHARES = {ours: column for ours, (_, column) in DEMOGRAPHICS.items()}
# Whose measure it is, by the category that the file of studies gives it: standardized measures
# of a broad or a narrow skill are nobody's in the study.
MEASURED_BY = {
    "broad": "independent",
    "narrow": "independent",
    "researcher": "researcher",
    "developer": "developer",
}
