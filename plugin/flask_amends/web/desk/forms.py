"""The desk's registry: every act of staff, with its schema, the command it becomes, and its template.

A new act is one entry and one template. Which acts are shown is decided by the core alone
(:func:`~flask_amends.disputes.decide.available_actions`); nothing in the desk asks for a status.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_amends.disputes.vocabulary import Action
from flask_amends.web.desk.act_form import ActForm
from flask_amends.web.desk.duty_forms import DUTY_FORMS
from flask_amends.web.desk.review_forms import REVIEW_FORMS
from flask_amends.web.desk.settling_forms import SETTLING_FORMS

#: Every act by the last part of its address, in the order in which they are shown.
FORMS: Mapping[str, ActForm] = {form.key: form for form in (*SETTLING_FORMS, *DUTY_FORMS, *REVIEW_FORMS)}

#: What the shop can do, but not at the desk: a program of the shop that saw the money move records these
#: (``record_order_event``). Typed by hand they would settle a case on nobody's evidence.
RECORDED_BY_PROGRAMS = frozenset(
    {Action.ORDER_REFUNDED, Action.ORDER_REVERSED, Action.ORDER_CHARGED_BACK, Action.ORDER_WITHDRAWN}
)
