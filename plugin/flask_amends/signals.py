"""Signals: they tell what has been committed, and never carry work that must happen."""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

#: A case was opened. Sent with the app; ``case_id``, ``reference_number``.
dispute_opened = _signals.signal("dispute-opened")
#: A case has new events. Sent with the app; ``case_id``, ``events`` (their types), ``version``.
dispute_moved = _signals.signal("dispute-moved")
#: A case is closed. Sent with the app; ``case_id``, ``outcome``.
dispute_closed = _signals.signal("dispute-closed")
#: A withdrawal from a contract was received. Sent with the app; ``withdrawal_id``, ``order_number``.
withdrawal_received = _signals.signal("withdrawal-received")
#: A review was given or changed. Sent with the app; ``review_id``, ``order_number``.
review_given = _signals.signal("review-given")
#: An order waits for its confirmation. Sent with the app; ``order_number``, ``reasons``, ``until``.
payment_held = _signals.signal("payment-held")
#: It waits no more. Sent with the app; ``order_number``, ``outcome``.
payment_released = _signals.signal("payment-released")
#: The buyer of an order confirmed it by a tap. Sent with the app; ``order_number``, ``at``, ``in_time``.
order_confirmed = _signals.signal("order-confirmed")
#: A price waits for a second look. Sent with the app; ``sku``, ``price``, ``suggestion``.
price_held = _signals.signal("price-held")
#: Somebody decided about it. Sent with the app; ``sku``, ``price`` (``None``: left out), ``decision``.
price_released = _signals.signal("price-released")
#: A webhook was given up. Sent with the app; ``delivery_id``, ``endpoint_id``.
delivery_failed = _signals.signal("delivery-failed")
#: An endpoint was paused or disabled. Sent with the app; ``endpoint_id``, ``state``.
endpoint_changed = _signals.signal("endpoint-changed")
#: Committed work waits for a worker. Sent with the app; nothing else.
work_waiting = _signals.signal("work-waiting")
