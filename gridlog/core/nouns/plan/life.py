"""The plan of an enterprise: its versions, their confirmation and the reviews; how events change it, and its rows.

Needs and measures are rows of the log of their own, so that two officers may add one each at the same time.
"""

from datetime import date
from typing import NamedTuple

from gridlog.core.event import Data, Event, Misfit, civil, number, text
from gridlog.core.nouns.table import Rows, Table
from gridlog.core.recoding import recoded_kinds
from gridlog.core.roster import natural, removed, said_on, texts_of

GOALS = ("listing", "expansion", "upgrade", "relief", "other")
PLANS = Table(
    "plans",
    """enterprise version:int goal period state leader officer review:date begun_on:date version_on:date
       confirmed_on:date? confirmed_by""",
    key=True,
)
PLAN_VERSIONS = Table(
    "plan_versions",
    "enterprise version:int begun_on:date goal period state leader officer confirmed_on:date? confirmed_by",
    indexes="enterprise: enterprise version",
)
PLAN_REVIEWS = Table(
    "plan_reviews",
    "enterprise due:date set_on:date ended_on:date? held:flag text reviewed_by",
    indexes="enterprise: enterprise due",
)
TABLES = (PLANS, PLAN_VERSIONS, PLAN_REVIEWS)
NAMES = {"enterprise": ("enterprise",), "officer": ("leader", "officer")}
KEY = ("enterprise",)
FIELDS = ("goal", "period", "state", "leader", "officer")


class Version(NamedTuple):
    """One version of a plan. `confirmed_by` is the person of the enterprise who agreed to it, empty before that."""

    begun_on: date
    goal: str = "other"
    period: str = ""
    state: str = ""
    leader: str = ""
    officer: str = ""
    confirmed_on: date | None = None
    confirmed_by: str = ""


class Review(NamedTuple):
    """A day on which the plan is to be looked at again, known since `set_on`.

    `ended_on` is the day on which it was held, or put off; None while it waits. `text` says what was found.
    """

    due: date
    set_on: date
    ended_on: date | None = None
    held: bool = False
    text: str = ""
    reviewed_by: str = ""


class Plan(NamedTuple):
    """A plan with its versions and reviews, oldest first; the last of each is the current one."""

    enterprise: str
    versions: tuple[Version, ...]
    reviews: tuple[Review, ...] = ()

    @property
    def goal(self) -> str:
        """The goal of the current version."""
        return self.versions[-1].goal

    @property
    def period(self) -> str:
        """The period of the current version."""
        return self.versions[-1].period

    @property
    def state(self) -> str:
        """How the enterprise stands, as the current version has it."""
        return self.versions[-1].state

    @property
    def leader(self) -> str:
        """The leader of the current version."""
        return self.versions[-1].leader

    @property
    def officer(self) -> str:
        """The officer of the current version, by code."""
        return self.versions[-1].officer

    @property
    def review(self) -> str:
        """The day of the next review, in ISO form."""
        return self.reviews[-1].due.isoformat()


def plan_saved(old: Plan | None, event: Event) -> Plan:
    """Fields that the event names, over the fields of the current version; the first such event begins the plan."""
    on = said_on(event)
    if old is None:
        enterprise = natural(event, "plan")
        due = civil(event.data, "review")
        return Plan(enterprise, (_with(Version(on), event.data),), (Review(due, on),))
    return _put_off(_in_last(old, _with(old.versions[-1], event.data)), event.data, on)


def plan_revised(old: Plan | None, event: Event) -> Plan:
    """The next version: what the event does not name stays, and the enterprise has not confirmed it yet."""
    plan, on = _begun(old), said_on(event)
    new = _with(plan.versions[-1]._replace(begun_on=on, confirmed_on=None, confirmed_by=""), event.data)
    return _put_off(plan._replace(versions=(*plan.versions, new)), event.data, on)


def plan_reviewed(old: Plan | None, event: Event) -> Plan:
    """The waiting review was held, and the next one is due on the day `review`."""
    plan, on = _begun(old), civil(event.data, "on")
    held = plan.reviews[-1]._replace(
        ended_on=on, held=True, text=text(event.data, "text"), reviewed_by=event.by
    )
    due = civil(event.data, "review")
    return plan._replace(reviews=(*plan.reviews[:-1], held, Review(due, on)))


def plan_confirmed(old: Plan | None, event: Event) -> Plan:
    """The enterprise agreed to the version that the event names; a second time corrects the name, and the first day stays."""
    plan, at = _begun(old), number(event.data, "version")
    if not 1 <= at <= len(plan.versions):
        raise Misfit(f"no version {at}")
    before = plan.versions[at - 1]
    on = before.confirmed_on or civil(event.data, "on")
    confirmed = before._replace(confirmed_on=on, confirmed_by=text(event.data, "confirmed_by"))
    return plan._replace(versions=(*plan.versions[: at - 1], confirmed, *plan.versions[at:]))


KINDS = {
    "plan.saved": plan_saved,
    "plan.revised": plan_revised,
    "plan.reviewed": plan_reviewed,
    "plan.confirmed": plan_confirmed,
    "plan.removed": removed,
    **recoded_kinds("plan"),
}


def _begun(old: Plan | None) -> Plan:
    if old is None:
        raise Misfit("no plan yet")
    return old


def _with(version: Version, data: Data) -> Version:
    told = texts_of(data, FIELDS)
    if told.get("goal", "other") not in GOALS:
        raise Misfit(f"no goal: {told['goal'][:40]}")
    return version._replace(**told)  # type: ignore[arg-type]  # all of these are text


def _in_last(plan: Plan, version: Version) -> Plan:
    return plan._replace(versions=(*plan.versions[:-1], version))


def _put_off(plan: Plan, data: Data, on: date) -> Plan:
    """Return the plan with another day for the waiting review, where the data name one.

    A review that was missed before stays on record as missed until that day.
    """
    if "review" not in data:
        return plan
    waiting, due = plan.reviews[-1], civil(data, "review")
    earlier = plan.reviews[:-1]
    if waiting.due < on:
        return plan._replace(reviews=(*earlier, waiting._replace(ended_on=on), Review(due, on)))
    return plan._replace(reviews=(*earlier, waiting._replace(due=due)))


def rows(code: str, one: Plan) -> Rows:
    """The row of a plan, a row for each version and a row for each review."""
    now = one.versions[-1]
    fields = (now.goal, now.period, now.state, now.leader, now.officer)
    days = (one.review, one.versions[0].begun_on.isoformat(), now.begun_on.isoformat())
    return {
        PLANS: [(code, len(one.versions), *fields, *days, _iso(now.confirmed_on), now.confirmed_by)],
        PLAN_VERSIONS: [
            (code, at, version.begun_on.isoformat(), *version[1:6], _iso(version.confirmed_on), version[7])
            for at, version in enumerate(one.versions, 1)
        ],
        PLAN_REVIEWS: [
            (
                code,
                review.due.isoformat(),
                review.set_on.isoformat(),
                _iso(review.ended_on),
                int(review.held),
                review.text,
                review.reviewed_by,
            )
            for review in one.reviews
        ],
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
