"""The sections of a study's text: what each asks, what a good one says, and an example of each."""

from collections.abc import Collection
from typing import NamedTuple


class Kind(NamedTuple):
    """One section: its title, what to write, what a good one says, and an invented example."""

    title: str
    prompt: str
    guidance: tuple[str, ...]
    example: str


SECTIONS: dict[str, Kind] = {
    "question": Kind(
        "The joint question",
        "What do the districts and the researchers both want to know? One question, in plain "
        "words.",
        (
            "Name who is affected, what is tried, compared with what, and what should change.",
            "Ask what the district can act on: a yes and a no should lead to different decisions.",
            "One main question. Put at most two others below it, and say that they are secondary.",
            "Write it together: each district should recognize its own problem in it.",
        ),
        "Do ninth graders who ride for more than an hour come to more first-period classes "
        "when the bell rings 30 minutes later, compared with riders in schools that keep their "
        "bell?",
    ),
    "known": Kind(
        "What is already known",
        "What do reviewed studies and briefs say, and what do they leave open? Link at least one.",
        (
            "Start with the strongest studies: say who took part, where, and what changed.",
            "Include studies that found nothing as well as those that found something.",
            "Say how your schools differ from the ones studied.",
            "End with the gap: the one thing these districts still cannot know from them.",
        ),
        "Two reviewed trials moved the bell by 30 to 60 minutes in suburbs; students slept longer, "
        "and attendance rose slightly in one of them. Neither had riders on routes over an hour. "
        "Whether a later bell helps where bus times decide the morning is an open question.",
    ),
    "practice": Kind(
        "What the schools will try",
        "What will people in the schools do differently, how often, and with what support?",
        (
            "Describe it so that another school could do it: who does what, when, how long.",
            "Say what it replaces, and what comparison schools do at the same time.",
            "Give the idea behind it in three steps: we do this, so that this happens, so that "
            "this changes (a logic model).",
            "Say how you will see whether it was done as intended, and who may adapt it.",
        ),
        "A paraprofessional teaches one prepared 20-minute lesson when no substitute comes. A "
        "coordinator prepares it on Fridays. Instead of free reading, the class continues the "
        "week’s topic, so fewer lessons are lost. Schools without it keep their usual plan.",
    ),
    "design": Kind(
        "Design",
        "Who is compared with whom, for how long, and who or what decides which school or "
        "student gets it? Why will that answer the question?",
        (
            "Say what decides: a lottery, the district’s choice, the school’s choice, or a cutoff.",
            "Say what is assigned or compared: students, classes, schools. Count clusters, too.",
            "For a trial, plan for losses: the What Works Clearinghouse (WWC) looks at how "
            "many are lost in all, and at the difference between the two groups (attrition).",
            "Without random assignment, show that the groups start alike: the WWC accepts "
            "differences up to "
            "0.25 standard deviations when the analysis adjusts for them (baseline equivalence).",
            "Say what the comparison group gets afterwards.",
        ),
        "A public lottery decides which six of twelve schools begin in fall; the other six "
        "begin a year later. Schools are assigned in pairs of similar size. We count every "
        "school and student as assigned, including those that stop.",
    ),
    "measures": Kind(
        "Measures",
        "What is measured, with what, when, and by whom?",
        (
            "Name one main outcome before you start; the others come second.",
            "Prefer what schools collect anyway. Say where each number comes from.",
            "Say how reliable a test or survey is; one made for the material taught needs a "
            "second, independent one.",
            "Measure the same way in both groups, and before the start as well as after.",
            "Add one measure of whether the new practice was really used.",
        ),
        "Main outcome: share of first periods attended, from the districts’ attendance files, "
        "September to May. Second: passing the first-period course. Use: the bus log shows on how "
        "many days the later bell was kept.",
    ),
    "sample": Kind(
        "Sample and data needs",
        "Who takes part, how many, which data leave the district, and how are they protected?",
        (
            "Say who can take part and who cannot, and how many you expect at each step.",
            "Give the smallest change you could see with this many, and whether that is worth it.",
            "List each data element, its source, and why it is needed. Ask for no more.",
            "Say who takes out names, who keeps the files, and when they are destroyed.",
            "This portal holds no student records: name them here, never paste them.",
        ),
        "About 1,500 ninth-grade riders in 12 schools. With that many we can see a difference of "
        "4 points in attendance. Needed: attendance by day and period, route minutes, grade, "
        "program flags; no names. The district replaces student numbers before it sends the file.",
    ),
    "analysis": Kind(
        "Analysis",
        "How will the numbers answer the question, written down before anyone has seen them?",
        (
            "Say which two numbers are compared, and what is adjusted for.",
            "Count everyone in the group where they started, whatever happened later.",
            "If schools or classes were assigned, use a method for that (clusters).",
            "Say what you do about missing data and about testing many outcomes.",
            "Name subgroups now; what you find later is an idea, not a finding.",
        ),
        "We compare riders in early and late schools with a linear model with school pairs and "
        "last year’s attendance, errors by school. The main result has a 95 percent interval. "
        "Subgroup, named now: routes over 75 minutes.",
    ),
    "asks": Kind(
        "What it asks of schools",
        "Staff hours, minutes of class time, tests and dates, for each school that takes part.",
        (
            "Count hours for each role: teachers, aides, principals, office, data staff.",
            "Say what takes class time, and what is added to existing tests.",
            "Give the weeks; avoid state tests and the first weeks of school.",
            "Say who pays for the time, and what a school may refuse.",
        ),
        "Each school: one training of three hours for two aides on a contract day, paid by the "
        "study; 20 minutes a week for one teacher; no new tests. The attendance clerk sends "
        "nothing: the district office sends one file in June.",
    ),
    "roles": Kind(
        "Roles",
        "Who does what, who decides what, and who takes over when someone leaves?",
        (
            "Name a person for each task, on the district’s side and on the researchers’.",
            "Say who decides alone, who is asked, and what needs both sides.",
            "Plan for change: a superintendent or a lead may leave in the middle.",
            "Say how often you meet, and how a disagreement is settled and written down.",
        ),
        "The district’s co-lead speaks for the schools and approves every contact with teachers. "
        "The lead researcher is responsible for the analysis. Both must agree before anything is "
        "published. We meet on the first Tuesday of each month; each side names a deputy.",
    ),
    "budget": Kind(
        "Budget",
        "What does it cost, who pays, and what will it cost a district that continues it?",
        (
            "List staff time, materials, data work, travel, and payment of schools.",
            "Mark what is given as work instead of money, so that no cost is hidden.",
            "Give the cost of a school year for one school: that is what others will ask.",
            "Say what happens when the money ends before the study does.",
        ),
        "Coordinator, half time: $38,000, paid by the grant. Training: $4,200. District data "
        "staff: 40 hours, given by the district. Continuing it costs about $3,100 per school "
        "per year.",
    ),
    "equity": Kind(
        "Equity and who is affected",
        "Who gains, who does the work, who is left out, and who was asked?",
        (
            "Name the groups that are affected, including those who are not in the data.",
            "Say who does not get it during the study, why that is fair, and when they will.",
            "Say for which groups you will look at results separately; fewer than 10 people are "
            "never shown.",
            "Say how families and students were heard, and in which languages.",
        ),
        "Riders of long routes are mostly from low-income families in the county’s north. Schools "
        "that begin later get the same a year after. Families were asked at two evening meetings, "
        "in English and Spanish; they were worried about after-school jobs, so we ask about them.",
    ),
    "ethics": Kind(
        "Ethics",
        "Which risks do people take, who has agreed, and who has reviewed the plan?",
        (
            "Name the institutional review board (IRB) and what you ask of it: exempt, expedited "
            "or full review.",
            "Say whose consent is asked, how, and how people can say no without a penalty.",
            "Surveys about protected matters, such as family income or beliefs, fall under the "
            "Protection of Pupil Rights Amendment (PPRA): say how parents are told or asked.",
            "Say under which FERPA provision data are shared; the agreements record it.",
            "Declare who has an interest in the result.",
        ),
        "The university’s IRB is asked for an exempt determination: usual school practice and "
        "records without names. No survey of students, so PPRA requires nothing more. Families "
        "get a "
        "letter and may take their child’s records out until October.",
    ),
    "timeline": Kind(
        "Timeline and milestones",
        "What is done by when? Give days or months, and who is responsible.",
        (
            "Start from the day on which the district must decide, and count back.",
            "One line for each milestone: day, what, who.",
            "Leave time for agreements and ethics review: two to four months is usual.",
            "Plan the day on which districts see findings first, before anyone else.",
        ),
        "- August 1: agreements signed (co-leads)\n- August 20: public lottery of schools (lead)\n"
        "- June 15: attendance file (district data office)\n- September 10: findings to the "
        "districts\n- October 1: we interpret them together\n- November: the board decides",
    ),
    "mobilization": Kind(
        "How the findings will be used",
        "Who will act on the answer, what they will get, how, and when: the "
        "knowledge-mobilization plan.",
        (
            "One line for each audience: who, what they get, how, when, and who delivers it.",
            "Name the decision that depends on it, and its date.",
            "Plan a format for busy people: two pages, a talk, a visit; not only an article.",
            "Say what you will do with a result that no one hoped for.",
        ),
        "- The two boards: a two-page brief, in a work session, November (co-leads)\n"
        "- Principals: a 30-minute talk at their monthly meeting, October (lead and a principal)\n"
        "- Families: a letter in English and Spanish, December (districts)\n"
        "- Other districts: the brief in this portal, November (lead)",
    ),
    "risks": Kind(
        "Risks",
        "What could go wrong, how would you notice, and what would you do then?",
        (
            "Think of people who leave, schools that stop, data that come late, storms.",
            "For each: how likely, the first sign, what you do, who decides.",
            "Say what would make you pause or end the study early.",
        ),
        "A school stops: likely for one of twelve. First sign: no log for two weeks. The co-lead "
        "calls the principal; its records still count. If more than three stop, the partners meet "
        "and decide whether the study goes on.",
    ),
}

_MORE = frozenset(["practice", "sample", "analysis", "budget", "risks"])
_BASE = frozenset(SECTIONS) - _MORE
# What a text must hold before it is frozen; the more a design claims, the more it must say.
_REQUIRED: dict[str, frozenset[str]] = {
    "": _BASE,
    "descriptive": _BASE,
    "correlational": _BASE | {"sample", "analysis"},
    "qed": frozenset(SECTIONS),
    "rct": frozenset(SECTIONS),
}


def required(design: str) -> frozenset[str]:
    """The keys of the sections without which a text of this design is not frozen."""
    return _REQUIRED[design]


def numbers(design: str, written: Collection[str], *, writing: bool) -> dict[str, int]:
    """The numbers of the sections that a page shows, in their order.

    While the text is written: those that are required or written. Afterwards: those written, as
    they stand in the text that is signed.
    """
    asked = _REQUIRED[design] if writing else frozenset[str]()
    shown = [key for key in SECTIONS if key in asked or key in written]
    return {key: number for number, key in enumerate(shown, 1)}
