"""The pick lists of the upload, and how the study's words map to them.

Both the shown words and the shorter names are taken by the upload (comment at the head of
RRSUploadSchema.xsd). `GenderNIH` and `RaceEthNotCollected` stand in the schema's comments;
`AgeContinuous`, `RegionEnroll`, `Other` and the reasons in a published program that writes the
upload; methods and estimates as posted records show them.
"""

from __future__ import annotations

AGE, SEX, REGION, RACE = "AgeContinuous", "GenderNIH", "RegionEnroll", "RaceEthNotCollected"
OTHER = "Other"

BASELINE_TITLES = {
    AGE: "Age, Continuous",
    SEX: "Sex: Female, Male",
    REGION: "Region of Enrollment",
    RACE: "Race and Ethnicity Not Collected",
}
"""What posted records call them."""

REASONS = {
    "adverse_event": "Adverse Event",
    "death": "Death",
    "lack_of_effect": "Lack of Efficacy",
    "lack_of_efficacy": "Lack of Efficacy",
    "lost_to_follow_up": "Lost to Follow-up",
    "physician_decision": "Physician Decision",
    "pregnancy": "Pregnancy",
    "protocol_violation": "Protocol Violation",
    "withdrew_consent": "Withdrawal by Subject",
}
"""The codes of an end-of-study form; any other is `Other` with its own name."""

T_TEST = "t-test, 2 sided"
MEAN_CHANGE = "Mean change from baseline"
SYSTEMATIC = "Systematic Assessment"

COUNTRIES = {
    "AU": "Australia",
    "CA": "Canada",
    "CN": "China",
    "DE": "Germany",
    "ES": "Spain",
    "FR": "France",
    "GB": "United Kingdom",
    "IN": "India",
    "IT": "Italy",
    "JP": "Japan",
    "SE": "Sweden",
    "US": "United States",
}
"""As the registry names them; another country is left to a person."""
