"""Who may do what: the person as the portal sees them, and one table of permissions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypedDict

from rpp.personal_names import first_name, initials

NOBODY: frozenset[int] = frozenset()


class Roles(TypedDict):
    """What a person is in organizations and networks: the fields of `Viewer` of these names."""

    member_of: frozenset[int]
    leas: frozenset[int]
    researches_at: frozenset[int]
    leads: frozenset[int]
    delegate_for: frozenset[int]
    signs_for: frozenset[int]
    networks: frozenset[int]
    stewards: frozenset[int]
    brokers: frozenset[int]
    reviews: bool
    reviews_for: frozenset[int]
    organization_names: dict[int, str]
    asked_leas: frozenset[int]
    asked_names: dict[int, str]


@dataclass(frozen=True)
class Viewer:
    """Whoever asks: a person with their roles, or no one (`id` is None)."""

    id: int | None = None
    name: str = ""
    email: str = ""
    title: str = ""
    is_admin: bool = False
    unread: int = 0
    session_id: int | None = None
    # Ids of organizations.
    member_of: frozenset[int] = NOBODY
    leas: frozenset[int] = NOBODY
    researches_at: frozenset[int] = NOBODY
    leads: frozenset[int] = NOBODY
    delegate_for: frozenset[int] = NOBODY
    signs_for: frozenset[int] = NOBODY
    # Ids of networks: those of their organizations, and those they serve.
    networks: frozenset[int] = NOBODY
    stewards: frozenset[int] = NOBODY
    brokers: frozenset[int] = NOBODY
    # Whether they rate evidence for the whole portal, and for which networks.
    reviews: bool = False
    reviews_for: frozenset[int] = NOBODY
    organization_names: dict[int, str] = field(default_factory=dict, hash=False)
    # Districts whose membership waits for approval, and the names of all organizations so asked.
    asked_leas: frozenset[int] = NOBODY
    asked_names: dict[int, str] = field(default_factory=dict, hash=False)

    # What Flask-Login asks of a user.
    @property
    def is_authenticated(self) -> bool:
        return self.id is not None

    is_active = is_authenticated

    @property
    def is_anonymous(self) -> bool:
        return self.id is None

    @property
    def initials(self) -> str:
        return initials(self.name) or "–"

    @property
    def first_name(self) -> str:
        return first_name(self.name)

    @property
    def mark(self) -> str:
        """A district's person is a square, a researcher a circle."""
        return "lea" if self.leas else "researcher" if self.researches_at else "other"

    @property
    def readable_networks(self) -> frozenset[int]:
        """Networks whose inner pages they may read."""
        return self.networks | self.stewards | self.brokers


ANYONE = Viewer()

Rule = Callable[[Viewer, Any], bool]


def signed_in(viewer: Viewer, _thing: Any) -> bool:
    return viewer.id is not None


def belongs(viewer: Viewer, _thing: Any) -> bool:
    """A verified member of any organization."""
    return bool(viewer.member_of)


def admin(viewer: Viewer, _thing: Any) -> bool:
    return viewer.is_admin


def researcher(viewer: Viewer, _thing: Any) -> bool:
    return bool(viewer.researches_at)


def lea_member(viewer: Viewer, _thing: Any) -> bool:
    return bool(viewer.leas)


def asks_for_lea(viewer: Viewer, _thing: Any) -> bool:
    """Whose membership in an LEA waits for approval: what is written meanwhile is private."""
    return bool(viewer.asked_leas)


def steward(viewer: Viewer, thing: Any) -> bool:
    """A steward of the thing's network."""
    return thing.network_id in viewer.stewards


def broker(viewer: Viewer, thing: Any) -> bool:
    """A knowledge broker of the thing's network."""
    return thing.network_id in viewer.brokers


def organization_leader(viewer: Viewer, thing: Any) -> bool:
    return thing.organization_id in viewer.leads


def of_its_lea(viewer: Viewer, thing: Any) -> bool:
    """A member of the LEA that owns the thing."""
    return thing.organization_id in viewer.leas


def author(viewer: Viewer, thing: Any) -> bool:
    return viewer.id is not None and thing.author_id == viewer.id


def not_author(viewer: Viewer, thing: Any) -> bool:
    """Anyone who is signed in, but who wrote it."""
    return viewer.id is not None and thing.author_id != viewer.id


def serves_one(viewer: Viewer, _thing: Any) -> bool:
    """A steward of any network."""
    return bool(viewer.stewards)


def brokers_one(viewer: Viewer, _thing: Any) -> bool:
    """A knowledge broker of any network."""
    return bool(viewer.brokers)


def importer(viewer: Viewer, thing: Any) -> bool:
    """Who brought a file in."""
    return viewer.id is not None and thing.person_id == viewer.id


def may_decide_membership(viewer: Viewer, request: Any) -> bool:
    """A leader of the organization, a steward of its network, or, with neither, an administrator.

    Nobody decides their own request.
    """
    if request.person_id == viewer.id:
        return False
    if request.organization_id in viewer.leads or request.network_ids & viewer.stewards:
        return True
    return viewer.is_admin and not request.has_leader and not request.has_steward


def leads_one(viewer: Viewer, _thing: Any) -> bool:
    """A leader of any organization."""
    return bool(viewer.leads)


def may_manage(viewer: Viewer, organization: Any) -> bool:
    """Those who may ever decide about the organization's people."""
    return (
        viewer.is_admin
        or organization.organization_id in viewer.leads
        or bool(organization.network_ids & viewer.stewards)
    )


def may_make_leader(viewer: Viewer, organization: Any) -> bool:
    """A leader of the organization; where it has none, whoever decides about its people."""
    if organization.organization_id in viewer.leads:
        return True
    return not organization.has_leader and may_manage(viewer, organization)


def may_edit_problem(viewer: Viewer, problem: Any) -> bool:
    return problem.status in ("draft", "returned") and (
        author(viewer, problem) or problem.organization_id in viewer.leads
    )


def may_delete_problem(viewer: Viewer, problem: Any) -> bool:
    """Who may edit a draft; what was returned is taken up again or left."""
    return problem.status == "draft" and may_edit_problem(viewer, problem)


def may_retire(viewer: Viewer, problem: Any) -> bool:
    return steward(viewer, problem) or problem.organization_id in viewer.leads


def consents(viewer: Viewer, merge: Any) -> bool:
    """A leader of one of the LEAs whose problems would be merged (`organization_ids`)."""
    return bool(viewer.leads & merge.organization_ids)


def of_network_lea(viewer: Viewer, thing: Any) -> bool:
    """A member of an LEA in the thing's network."""
    return bool(viewer.leas) and thing.network_id in viewer.networks


def elector(viewer: Viewer, round_: Any) -> bool:
    """Who votes for an LEA of the round's electorate: its delegate (`elector_ids`: organizations),
    or who stands in for them (`stands_in_ids`: those of the viewer)."""
    return viewer.id is not None and bool(
        viewer.delegate_for & round_.elector_ids or round_.stands_in_ids
    )


def speaks_in_round(viewer: Viewer, round_: Any) -> bool:
    """The delegate or a leader of an LEA in the round's electorate."""
    return bool((viewer.delegate_for | viewer.leads) & round_.elector_ids)


def may_certify(viewer: Viewer, round_: Any) -> bool:
    """Who speaks for an LEA in the round, and did not open it."""
    return speaks_in_round(viewer, round_) and viewer.id != round_.opened_by


def researches_here(viewer: Viewer, thing: Any) -> bool:
    """A researcher of an organization in the thing's network."""
    return bool(viewer.researches_at) and thing.network_id in viewer.networks


def hears_offer(viewer: Viewer, offer: Any) -> bool:
    """Whom a researcher's offer to study a problem concerns: its LEAs, who serves its network."""
    if viewer.id is not None and offer.person_id == viewer.id:
        return True
    return bool(viewer.leas & offer.lea_ids) or steward(viewer, offer) or broker(viewer, offer)


def second_of_lea(viewer: Viewer, use: Any) -> bool:
    """A member of the LEA beside the one who spoke for it (`said_by`)."""
    return of_its_lea(viewer, use) and use.said_by != viewer.id


def study_member(viewer: Viewer, study: Any) -> bool:
    """Anyone with a part in the study (`role` is the viewer's, or empty)."""
    return bool(study.role) and study.role != "observer"


def study_reader(_viewer: Viewer, study: Any) -> bool:
    """Anyone with a part in the study, observers included."""
    return bool(study.role)


def study_steward(viewer: Viewer, study: Any) -> bool:
    """Who answers for the study's agreements and data."""
    return study.role in ("lead", "co_lead", "data_steward")


def study_voice(viewer: Viewer, study: Any) -> bool:
    """Who speaks for one of its LEAs: a co-lead, or the LEA's leader or signatory."""
    offices = viewer.leads | viewer.signs_for
    return study.role == "co_lead" or bool(offices & study.lea_ids)


def study_leader(viewer: Viewer, study: Any) -> bool:
    return study.role in ("lead", "co_lead")


def study_signer(viewer: Viewer, study: Any) -> bool:
    """The lead researcher, or an appointed signatory of a partner LEA (`lea_ids`)."""
    leads = viewer.id is not None and study.lead_id == viewer.id
    return leads or bool(viewer.signs_for & study.lea_ids)


def records_claims(viewer: Viewer, _thing: Any) -> bool:
    """A reviewer of the portal or of a network, a broker, a steward, or an administrator."""
    serves = viewer.reviews_for or viewer.brokers or viewer.stewards
    return viewer.is_admin or viewer.reviews or bool(serves)


def wrote(viewer: Viewer, claim: Any) -> bool:
    """Who wrote its draft (`written_by`)."""
    return viewer.id is not None and claim.written_by == viewer.id


def did_not_write(viewer: Viewer, claim: Any) -> bool:
    """Anyone but who wrote its draft."""
    return not wrote(viewer, claim)


def reviews_brief(viewer: Viewer, review: Any) -> bool:
    """Who took its review on (`reviewer_id` is the viewer's, or None)."""
    return viewer.id is not None and review.reviewer_id == viewer.id


def serves_review(viewer: Viewer, review: Any) -> bool:
    """A steward of where the brief finds its reviewers (`network_ids`)."""
    return bool(review.network_ids & viewer.stewards)


def names_reviewers(viewer: Viewer, review: Any) -> bool:
    """A steward, or a leader of the study; of a report without a study an administrator."""
    if serves_review(viewer, review):
        return True
    return viewer.is_admin if review.is_deposited else study_leader(viewer, review)


def invited_to_review(viewer: Viewer, question: Any) -> bool:
    """Whom it asks."""
    return viewer.id is not None and question.person_id == viewer.id


def rates_evidence(viewer: Viewer, _thing: Any) -> bool:
    """An evidence reviewer, of the portal or of any network."""
    return viewer.reviews or bool(viewer.reviews_for)


def records_findings(viewer: Viewer, of: Any) -> bool:
    """Of a study run here who writes it (`role`); of other records who serves the evidence."""
    if of.kind == "study":
        return study_member(viewer, of)
    serves = viewer.is_admin or viewer.stewards or viewer.brokers
    return bool(serves) or rates_evidence(viewer, of)


def reviews_one(viewer: Viewer, _thing: Any) -> bool:
    """An evidence reviewer of the portal, or of any network."""
    return viewer.reviews or bool(viewer.reviews_for)


def rates(viewer: Viewer, rating: Any) -> bool:
    """An evidence reviewer of the portal, or of the network that the rating is of."""
    return viewer.reviews or rating.network_id in viewer.reviews_for


def of_rated_team(viewer: Viewer, subject: Any) -> bool:
    """Who took part in the study (`team_id` is the viewer's, or None)."""
    return viewer.id is not None and subject.team_id == viewer.id


def asked_to_rate(viewer: Viewer, rating: Any) -> bool:
    """Who has a place in the review that goes on, or was asked for one (`place_of`)."""
    return viewer.id is not None and rating.place_of == viewer.id


def judges(viewer: Viewer, rating: Any) -> bool:
    """Who has a place in the review that goes on, while they are a reviewer of it."""
    return asked_to_rate(viewer, rating) and rates(viewer, rating)


def runs_rating(viewer: Viewer, rating: Any) -> bool:
    """A steward of its network or an administrator, unless they have a place in it themselves.

    Whoever judges must not learn who else does, not even by who is missing from a list.
    """
    return (viewer.is_admin or steward(viewer, rating)) and not rating.place_of


def answers_challenge(viewer: Viewer, challenge: Any) -> bool:
    """A reviewer, or an administrator, who neither judged nor argued (`judge_ids`)."""
    outside = viewer.id not in challenge.judge_ids and challenge.author_id != viewer.id
    return outside and (viewer.is_admin or rates(viewer, challenge))


def keeps(viewer: Viewer, collection: Any) -> bool:
    """Whose own list it is, or who serves the network as a steward whose shelf it is."""
    own = viewer.id is not None and collection.person_id == viewer.id
    return own or steward(viewer, collection)


def screener(_viewer: Viewer, synthesis: Any) -> bool:
    """Whom those who keep the synthesis asked to screen (`is_screener` is of the viewer)."""
    asked: bool = synthesis.is_screener
    return asked


def everyone(*rules: Rule) -> Rule:
    return lambda viewer, thing: all(rule(viewer, thing) for rule in rules)


def either(*rules: Rule) -> Rule:
    return lambda viewer, thing: any(rule(viewer, thing) for rule in rules)


# The whole policy. Whether a thing may be known at all is asked first, by its room's
# `visible_to`: who may not know of it gets 404, never 403.
PERMISSIONS: dict[str, Rule] = {
    "account.use": signed_in,
    "admin.use": admin,
    "organization.join": signed_in,
    "organization.decide_membership": may_decide_membership,
    "organization.manage": may_manage,
    "organization.make_leader": may_make_leader,
    "organization.appoint": organization_leader,
    "organization.claim_domain": organization_leader,
    "organization.verify_domain": admin,
    "reviewer.appoint": admin,
    "network.create": admin,
    "network.appoint_steward": either(admin, steward),
    "network.apply": leads_one,
    "network.admit": steward,
    "network.leave": either(steward, organization_leader),
    "problem.write": either(lea_member, asks_for_lea),
    "problem.edit": may_edit_problem,
    "problem.submit": may_edit_problem,
    "problem.delete": may_delete_problem,
    "problem.withdraw": either(author, organization_leader),
    "problem.triage": steward,
    "problem.join": of_network_lea,
    "problem.merge": either(steward, organization_leader),
    "problem.consent": consents,
    "problem.answer": either(steward, broker, of_its_lea),
    "problem.retire": may_retire,
    "round.create": steward,
    "round.manage": steward,
    "round.vote": elector,
    "round.substitute": speaks_in_round,
    "round.note": either(researches_here, steward),
    "round.certify": may_certify,
    "study.propose": researcher,
    "study.offer": researcher,
    "study.meet": hears_offer,
    "study.write": study_member,
    "study.discuss": study_reader,
    "study.invite": study_leader,
    "study.lead": study_leader,
    "study.agree": study_steward,
    "study.sign": study_signer,
    "study.speak": study_voice,
    "study.pause": either(study_leader, study_signer, study_voice),
    "district.schools": of_its_lea,
    "brief.deposit": belongs,
    "brief.write": study_member,
    "brief.publish": study_leader,
    "brief.delete": study_leader,
    "brief.packet": lea_member,
    "use.record": lea_member,
    "use.change": of_its_lea,
    "use.confirm": second_of_lea,
    "finding.record": records_findings,
    "evidence.import": either(admin, serves_one, brokers_one, rates_evidence),
    "evidence.undo": either(admin, importer),
    "brief.name_reviewers": names_reviewers,
    "brief.answer_invitation": invited_to_review,
    "brief.review": reviews_brief,
    "brief.see_review": either(study_reader, reviews_brief, names_reviewers),
    "rating.open": either(admin, serves_one, brokers_one, reviews_one),
    "rating.request": of_rated_team,
    "rating.manage": runs_rating,
    "rating.take": rates,
    "rating.answer_invitation": asked_to_rate,
    "rating.judge": judges,
    "rating.challenge": signed_in,
    "rating.take_back": author,
    "rating.answer_challenge": answers_challenge,
    "collection.keep": keeps,
    "synthesis.begin": either(steward, broker),
    "synthesis.keep": either(steward, broker),
    "synthesis.screen": either(steward, broker, screener),
    "synthesis.suggest": signed_in,
    "ask.read_feedback": either(admin, brokers_one),
    "question.list": signed_in,
    "question.answer": either(admin, serves_one, brokers_one),
    "question.hide": admin,
    "claim.record": records_claims,
    "claim.edit": everyone(records_claims, wrote),
    "claim.publish": everyone(records_claims, did_not_write),
    "claim.ask": signed_in,
    "comment.write": signed_in,
    "comment.edit": author,
    "comment.hide": either(admin, steward),
    "comment.report": not_author,
    "comment.moderate": either(admin, serves_one),
    "contact.answer": admin,
}


# What is said instead of the general sentence, and where to go on: (title, text, address, label).
REFUSALS: dict[str, tuple[str, str, str, str]] = {
    "brief.deposit": (
        "Reports are deposited for an organization",
        "You belong to no organization here yet. Ask to join yours: its members deposit the "
        "reports that it made.",
        "/join",
        "Find your organization",
    ),
    "brief.packet": (
        "Packets are made for a school district",
        "You belong to no school district here yet. Ask to join yours: once you are let in, you "
        "can make a packet for its board.",
        "/join",
        "Find your district",
    ),
    "use.record": (
        "A use is recorded for a school district",
        "You belong to no school district here yet. Ask to join yours: once you are let in, you "
        "can say what it did.",
        "/join",
        "Find your district",
    ),
    "problem.write": (
        "Problems are posted for a school district",
        "You belong to no school district here yet. Ask to join yours; while you wait for the "
        "answer, you can write a draft that only you see.",
        "/join",
        "Find your district",
    ),
}


def may(viewer: Viewer, permission: str, thing: Any = None) -> bool:
    """Whether the viewer may do this to the thing; an unknown permission is a KeyError."""
    return PERMISSIONS[permission](viewer, thing)
