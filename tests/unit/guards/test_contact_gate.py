"""The contact gate: nobody is rung at night, and a wish of the customer is kept (K1-K5, K10, K11)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from flask_amends.guards.contact import (
    Answer,
    Because,
    Channel,
    Consent,
    Contacted,
    Decision,
    Manners,
    Purpose,
    Slot,
    Window,
    Wishes,
    may_contact,
)

WARSAW = ZoneInfo("Europe/Warsaw")
#: A Wednesday.
NOON = datetime(2026, 11, 18, 12, tzinfo=WARSAW)
NIGHT = datetime(2026, 11, 18, 3, tzinfo=WARSAW)
YES = {Channel.EMAIL: Consent(at=datetime(2026, 1, 1, tzinfo=UTC))}


def wishes(**known) -> Wishes:
    return Wishes(**{"zones": ("Europe/Warsaw",), **known})


def ask(
    channel: Channel,
    purpose: Purpose,
    now: datetime = NOON,
    *,
    manners=None,
    order=None,
    needed=False,
    **known,
) -> Decision:
    return may_contact(
        wishes(**known), channel, purpose, now, manners=manners, order_number=order, needed=needed
    )


def test_nobody_is_rung_at_three_in_the_morning() -> None:  # K1
    answer = ask(Channel.CALL, Purpose.ORDER_CONFIRMATION, NIGHT)

    assert answer.because is Because.QUIET_HOURS
    assert answer.at == datetime(2026, 11, 18, 9, tzinfo=WARSAW)
    assert ask(Channel.CALL, Purpose.ORDER_CONFIRMATION).allows


@pytest.mark.parametrize("purpose", [Purpose.CLAIM, Purpose.WITHDRAWAL, Purpose.SECURITY])
def test_what_is_owed_is_always_told_in_writing_and_never_by_phone(purpose: Purpose) -> None:
    stopped = frozenset(Channel)

    assert ask(Channel.EMAIL, purpose, NIGHT, stopped=stopped).because is Because.OWED
    assert ask(Channel.CALL, purpose, NIGHT).answer is Answer.LATER
    assert ask(Channel.CALL, purpose, NOON, stopped=stopped).because is Because.STOPPED


def test_do_not_call_is_respected_but_for_a_time_the_customer_chose() -> None:  # K2, H5
    slot = Slot(NOON, NOON + timedelta(minutes=30))

    assert ask(Channel.CALL, Purpose.SERVICE, do_not_call=True).because is Because.DO_NOT_CALL
    assert ask(Channel.CALL, Purpose.SERVICE, do_not_call=True, slot=slot).because is Because.AGREED
    late = NOON + timedelta(minutes=30)
    assert ask(Channel.CALL, Purpose.SERVICE, late, do_not_call=True, slot=slot).answer is Answer.DENY
    assert ask(Channel.CALL, Purpose.MARKETING, do_not_call=True, slot=slot).answer is Answer.DENY


def test_marketing_needs_a_consent_that_still_holds() -> None:  # K5
    gone = {Channel.EMAIL: Consent(at=YES[Channel.EMAIL].at, withdrawn_at=NOON - timedelta(minutes=1))}
    old = {Channel.EMAIL: Consent(at=YES[Channel.EMAIL].at, expires_at=NOON)}
    early = {Channel.EMAIL: Consent(at=NOON + timedelta(minutes=1))}

    assert ask(Channel.EMAIL, Purpose.MARKETING, consents=YES).allows
    for consents in ({}, gone, old, early):
        assert ask(Channel.EMAIL, Purpose.MARKETING, consents=consents).because is Because.NO_CONSENT


def test_a_pause_and_a_busy_week_put_marketing_off() -> None:  # K11
    until = NOON + timedelta(days=30)
    paused = ask(Channel.EMAIL, Purpose.MARKETING, consents=YES, paused_until=until)
    sent = Contacted(at=NOON - timedelta(days=6), channel=Channel.EMAIL, purpose=Purpose.MARKETING)
    busy = ask(Channel.EMAIL, Purpose.MARKETING, consents=YES, contacted=[sent])

    assert (paused.because, paused.at) == (Because.PAUSED, until)
    assert (busy.because, busy.at) == (Because.TOO_OFTEN, sent.at + timedelta(days=7))
    assert ask(Channel.EMAIL, Purpose.DELIVERY, paused_until=until).allows


@pytest.mark.parametrize("hour", [3, 23])
def test_nobody_is_told_to_come_back_at_night(hour: int) -> None:
    """A pause that ends at three, or a week that is over then: the time to come back is in the morning."""
    until = NOON.replace(hour=hour) + timedelta(days=2)  # a Friday
    paused = ask(Channel.SMS, Purpose.SERVICE, paused_until=until)
    sent = Contacted(at=until - timedelta(days=7), channel=Channel.EMAIL, purpose=Purpose.MARKETING)
    busy = ask(Channel.EMAIL, Purpose.MARKETING, consents=YES, contacted=[sent])

    morning = until.replace(hour=9) + timedelta(days=hour > 9)
    assert (paused.because, paused.at) == (Because.PAUSED, morning)
    assert (busy.because, busy.at) == (Because.TOO_OFTEN, morning)
    assert ask(Channel.EMAIL, Purpose.SERVICE, paused_until=until).at == until, "a mail rings nowhere"
    nobody = ask(Channel.SMS, Purpose.SERVICE, paused_until=until, zones=())
    assert nobody.because is Because.NO_TIME_FITS


def test_a_shop_can_send_no_offers_at_all() -> None:
    never = Manners(marketing_per_week=0)
    assert ask(Channel.EMAIL, Purpose.MARKETING, manners=never, consents=YES).because is Because.TOO_OFTEN


def test_what_is_allowed_only_if_needed_asks_for_the_need_and_passes_nothing_else() -> None:
    call, ring = Channel.CALL, {(Channel.CALL, Purpose.DELIVERY), (Channel.CALL, Purpose.SERVICE)}

    def at(now: datetime = NOON, purpose: Purpose = Purpose.DELIVERY, **more) -> Decision:
        return ask(call, purpose, now, only_if_needed=frozenset(ring), **more)

    assert (at().answer, at().because) == (Answer.DENY, Because.ONLY_IF_NEEDED)
    assert (at(needed=True).answer, at(needed=True).because) == (Answer.ALLOW, Because.NEEDED)
    assert at(NIGHT, needed=True).because is Because.QUIET_HOURS
    assert at(needed=True, do_not_call=True).because is Because.DO_NOT_CALL
    assert at(needed=True, refused=frozenset(ring)).because is Because.REFUSED
    assert at(purpose=Purpose.SERVICE).because is Because.FREE, "nobody needs an invitation"
    assert ask(Channel.EMAIL, Purpose.DELIVERY, only_if_needed=frozenset(ring)).because is Because.FREE


def test_an_order_is_confirmed_by_one_call() -> None:
    call = Contacted(
        at=NOON - timedelta(hours=1),
        channel=Channel.CALL,
        purpose=Purpose.ORDER_CONFIRMATION,
        order_number="A-1",
    )

    again = ask(Channel.CALL, Purpose.ORDER_CONFIRMATION, contacted=[call], order="A-1")
    other = ask(Channel.CALL, Purpose.ORDER_CONFIRMATION, contacted=[call], order="A-2")
    assert (again.because, other.allows) == (Because.TOO_OFTEN, True)


def test_marketing_rests_on_sundays_and_holidays_and_in_hours_no_shop_can_widen() -> None:
    always = Manners(quiet=(), holidays={date(2026, 11, 11)})
    sunday = datetime(2026, 11, 22, 12, tzinfo=WARSAW)
    holiday = datetime(2026, 11, 11, 12, tzinfo=WARSAW)

    def at(now: datetime) -> Decision:
        return ask(Channel.EMAIL, Purpose.MARKETING, now, manners=always, consents=YES)

    assert at(sunday).at == datetime(2026, 11, 23, 8, tzinfo=WARSAW)
    assert at(holiday).at == datetime(2026, 11, 12, 8, tzinfo=WARSAW)
    assert at(NOON.replace(hour=21)).at == datetime(2026, 11, 19, 8, tzinfo=WARSAW)


def test_a_customers_own_hours_win_where_they_are_stricter() -> None:
    siesta = Window(11 * 60, 15 * 60, frozenset({3}))

    assert ask(Channel.CALL, Purpose.SERVICE, quiet=(siesta,)).at == NOON.replace(hour=15)
    assert ask(Channel.CALL, Purpose.SERVICE, NOON + timedelta(days=1), quiet=(siesta,)).allows


def test_an_unknown_zone_needs_a_time_that_fits_all_of_them() -> None:
    russia = ("Europe/Moscow", "Asia/Vladivostok")
    answer = ask(Channel.CALL, Purpose.SERVICE, datetime(2026, 11, 18, 12, tzinfo=UTC), zones=russia)

    assert answer.at == datetime(2026, 11, 19, 9, tzinfo=ZoneInfo("Europe/Moscow"))
    assert ask(Channel.CALL, Purpose.SERVICE, zones=()).because is Because.NO_TIME_FITS
    everywhere = tuple(sorted(available_timezones()))
    assert ask(Channel.CALL, Purpose.SERVICE, zones=everywhere).because is Because.NO_TIME_FITS


def test_the_account_is_never_quiet() -> None:
    assert ask(Channel.ACCOUNT, Purpose.SERVICE, NIGHT).allows


def _moments(step: timedelta, days: int):
    """Around both changes of clocks in most of the world, and a turn of the year."""
    for start in (datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)):
        for at in range(int(timedelta(days=days) / step)):
            yield start + at * step


def _check(zone: ZoneInfo, now: datetime) -> None:
    answer = ask(Channel.CALL, Purpose.SERVICE, now, zones=(zone.key,))
    moment = now if answer.allows else answer.at
    assert moment is not None
    assert 9 <= moment.astimezone(zone).hour < 20
    assert answer.allows == (9 <= now.astimezone(zone).hour < 20)
    if not answer.allows:
        assert now < moment <= now + timedelta(hours=27)
        before = (moment - timedelta(minutes=1)).astimezone(zone)
        assert not 9 <= before.hour < 20, "it comes no later than it must"


@pytest.mark.parametrize(
    "zone", ["Australia/Lord_Howe", "Pacific/Apia", "America/New_York", "Asia/Kathmandu"]
)
def test_a_call_falls_into_daytime_also_when_clocks_change(zone: str) -> None:
    for now in _moments(timedelta(minutes=47), 3):
        _check(ZoneInfo(zone), now)


def test_a_call_falls_into_daytime_in_every_zone() -> None:
    for name in sorted(available_timezones() - {"localtime", "Factory"}):
        for now in _moments(timedelta(hours=11), 2):
            _check(ZoneInfo(name), now)


@pytest.mark.soak
def test_a_call_falls_into_daytime_in_every_zone_all_year() -> None:
    for name in sorted(available_timezones() - {"localtime", "Factory"}):
        for hour in range(365 * 24):
            _check(ZoneInfo(name), datetime(2026, 1, 1, 0, 30, tzinfo=UTC) + timedelta(hours=hour))


@pytest.mark.parametrize(("start", "end"), [(60, 60), (-1, 5), (5, 1441), (1440, 5)])
def test_a_window_begins_and_ends_within_a_day(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="within a day"):
        Window(start, end)
