"""Every page of the desk, once. A page that is missing fails a test beside."""

from __future__ import annotations

from dataclasses import replace

from tests.browser.access.views import View


def _at(path: str, *, wrong: str = "", name: str = "", endpoint: str) -> View:
    """A page at an address in which ``{…}`` is the id of a case or of what else the tests have made."""
    return View(
        name=name or endpoint.removeprefix("desk_"),
        endpoint=endpoint,
        path=lambda stall: f"/amends/desk{path}".format(**stall.cases, **stall.desk),
        wrong=wrong,
    )


def _case(case: str, wrong: str = "") -> View:
    return _at(f"/cases/{{{case}}}", endpoint="desk_case", name=f"case: {case}", wrong=wrong)


DESK_VIEWS = (
    _at("/", endpoint="desk_inbox"),
    _at("/?show=closed", endpoint="desk_inbox", name="inbox: closed"),
    _at("/?q=nobody", endpoint="desk_inbox", name="inbox: nothing found"),
    _at("/held", endpoint="desk_held"),
    _case("fresh", wrong="form[action*='/act/post_message'] button"),
    _case("offers"),
    _case("asked"),
    _case("reviewed", wrong="form[action*='/act/decide'] button"),
    _case("decided"),
    _case("returning"),
    _case("travelling"),
    _case("paying"),
    _case("arriving"),
    _case("closed"),
    _case("held"),
    _at("/questions", endpoint="desk_questions"),
    _at("/questions?show=done", endpoint="desk_questions", name="questions: answered"),
    _at("/questions/{question}", endpoint="desk_question", wrong="#act-answer button"),
    _at("/withdrawals", endpoint="desk_withdrawals"),
    _at("/withdrawals/{withdrawal}", endpoint="desk_withdrawal"),
    _at("/reviews", endpoint="desk_reviews"),
    _at("/approvals", endpoint="desk_approvals"),
    _at("/approvals/{approval}", endpoint="desk_approval"),
    _at("/goodwill", endpoint="desk_goodwill"),
    _at("/payments", endpoint="desk_payments", wrong="#hold button"),
    _at("/payments/{payment}", endpoint="desk_payment", wrong="#offer button"),
    _at("/prices", endpoint="desk_prices"),
    _at("/prices?show=warned", endpoint="desk_prices", name="prices: with a warning"),
    _at("/prices?show=done", endpoint="desk_prices", name="prices: seen to"),
    _at("/prices/{price}", endpoint="desk_price", wrong="#decide button"),
    _at("/stock", endpoint="desk_stock", wrong="#stock-name button"),
    _at("/stock?show=unchecked", endpoint="desk_stock", name="stock: not checked"),
    _at("/stock?show=letters", endpoint="desk_stock", name="stock: letters", wrong="#stock-short button"),
    _at("/stock/letters/{letter}", endpoint="desk_stock_letter", wrong="#short button"),
    _at("/incidents", endpoint="desk_incidents"),
    _at("/incidents/new", endpoint="desk_incident_new", wrong="main form.act button"),
    _at("/incidents/{incident}", endpoint="desk_incident", wrong="#close button"),
    _at("/cases/{fresh}/offers", endpoint="desk_offers"),
    _at(
        "/cases/{fresh}/offers?pick=keep_for_less&pick=money_back&pick=return&gift.return=2",
        endpoint="desk_offers",
        name="offers: chosen",
    ),
    replace(_at("/cases/{fresh}/offers?loss=much", endpoint="desk_offers", name="offers: wrong"), status=422),
    _at("/cases/{reviewed}/arbiter", endpoint="desk_case_arbiter"),
    _at("/cases/{fresh}/hold", endpoint="desk_case_hold"),
    _at("/reports", endpoint="desk_reports"),
    _at("/readiness", endpoint="desk_readiness"),
    _at("/delivery", endpoint="desk_delivery"),
    _at("/delivery?country=PL", endpoint="desk_delivery", name="delivery: tried"),
    _at("/catalogue", endpoint="desk_catalogue"),
    _at("/catalogue?lack=photo", endpoint="desk_catalogue", name="catalogue: one thing"),
    _at("/promos", endpoint="desk_promos"),
    _at("/promos/new", endpoint="desk_promo_new", wrong="main form.act button"),
    _at("/promos/{promo}", endpoint="desk_promo"),
    _at("/snippets", endpoint="desk_snippets"),
    _at("/snippets/new", endpoint="desk_snippet_new"),
    _at("/snippets/{snippet}", endpoint="desk_snippet"),
    _at("/notices", endpoint="desk_notices"),
    _at("/notices/own/new", endpoint="desk_notice_new", wrong="#notice button"),
    _at("/notices/photo.differs", endpoint="desk_notice", wrong="#notice button"),
    _at("/notices/custom.n_1", endpoint="desk_notice", name="notice: the shop's own"),
    _at("/notices/price.disclaimer", endpoint="desk_notice", name="notice: a clause"),
    _at("/second-looks", endpoint="desk_second_looks"),
    _at("/people", endpoint="desk_people"),
    _at("/people/{person}", endpoint="desk_person"),
    _at("/reach", endpoint="desk_reaches"),
    _at("/reach/{person}", endpoint="desk_reach"),
    _at("/tasks", endpoint="desk_tasks"),
    _at("/log", endpoint="desk_log"),
    _at("/keys", endpoint="desk_keys"),
)
#: Addresses of the desk that answer with no page to read: files, and pieces that a page takes in.
NOT_DESK_PAGES = frozenset(
    {"desk_case_file", "desk_live", "desk_log_file", "desk_person_export", "desk_photo", "desk_report_file"}
)
