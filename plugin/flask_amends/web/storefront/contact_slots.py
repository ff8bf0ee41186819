"""The times at which somebody can be called: the shop's hours, told on the reader's clock (H5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from amends_widgets import formats, openings
from amends_widgets.contactfacts import Slot, SlotDay
from amends_widgets.languages import Language
from amends_widgets.marking import N_
from flask_amends.service.enquiry_writing import CALL
from flask_amends.state import State

#: A call needs somebody to read of it first. While a form is filled in, its first times come nearer: they are
#: taken until shortly before they begin.
LEAD, LAST_MOMENT = timedelta(hours=1), timedelta(minutes=15)
#: Nobody plans farther ahead than this many working days.
WORKING_DAYS = 5
#: Calls between these hours of the reader's day are asked about twice.
NIGHT_BEGINS, NIGHT_ENDS = 22, 7
#: Zones to choose from: at least one per distance from UTC that people live in.
ZONES = (
    "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver", "America/Chicago",
    "America/Mexico_City", "America/New_York", "America/Toronto", "America/Halifax", "America/Santiago",
    "America/Sao_Paulo", "America/St_Johns", "Atlantic/Azores", "Atlantic/Reykjavik", "Europe/Lisbon",
    "Europe/London", "Europe/Dublin", "Africa/Lagos", "Africa/Casablanca", "Europe/Amsterdam",
    "Europe/Berlin", "Europe/Madrid", "Europe/Paris", "Europe/Prague", "Europe/Rome", "Europe/Warsaw",
    "Africa/Johannesburg", "Africa/Cairo", "Asia/Jerusalem", "Europe/Athens", "Europe/Bucharest",
    "Europe/Helsinki", "Europe/Kyiv", "Europe/Vilnius", "Europe/Kaliningrad", "Europe/Istanbul",
    "Europe/Minsk", "Europe/Moscow", "Africa/Nairobi", "Asia/Tehran", "Asia/Dubai", "Asia/Tbilisi",
    "Europe/Samara", "Asia/Kabul", "Asia/Karachi", "Asia/Tashkent", "Asia/Yekaterinburg", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Almaty", "Asia/Dhaka", "Asia/Omsk", "Asia/Yangon", "Asia/Bangkok",
    "Asia/Krasnoyarsk", "Asia/Novosibirsk", "Asia/Hong_Kong", "Asia/Irkutsk", "Asia/Shanghai",
    "Asia/Singapore", "Australia/Perth", "Asia/Seoul", "Asia/Tokyo", "Asia/Yakutsk", "Australia/Adelaide",
    "Asia/Vladivostok", "Australia/Brisbane", "Australia/Sydney", "Asia/Magadan", "Asia/Kamchatka",
    "Pacific/Auckland", "Pacific/Tongatapu",
)  # fmt: skip


def offered(state: State, lead: timedelta = LEAD) -> Mapping[str, datetime]:
    """Every time that can be chosen now, by what stands for it in the form."""
    earliest = state.clock.now() + lead
    slots = state.settings.contact.hours.slots(earliest, length=CALL, working_days=WORKING_DAYS)
    return {key_of(one): one for one in slots}


def key_of(slot: datetime) -> str:
    """A slot in a form: the same moment in every zone."""
    return slot.astimezone(UTC).strftime("%Y%m%dT%H%MZ")


def is_night(slot: datetime, zone: str) -> bool:
    """Whether the call could wake somebody who lives in ``zone``."""
    tz = ZoneInfo(zone)
    begins, ends = slot.astimezone(tz), (slot + CALL - timedelta(minutes=1)).astimezone(tz)
    return any(one.hour >= NIGHT_BEGINS or one.hour < NIGHT_ENDS for one in (begins, ends))


def days(slots: Mapping[str, datetime], zone: str, shop_zone: str, language: Language) -> tuple[SlotDay, ...]:
    """Offered times by days of the reader's calendar, with the shop's clock beside where it differs."""
    plain = Language(language.code, html=False)
    found: dict[str, list[Slot]] = {}
    for key, slot in slots.items():
        night = is_night(slot, zone)
        text = hours(slot, zone, shop_zone, plain)
        if night:
            text = plain.say(N_("%(time)s, at night"), time=text)
        found.setdefault(formats.day(slot, language.code, zone), []).append(
            Slot(value=key, text=text, at_night=night)
        )
    return tuple(SlotDay(name=name, slots=tuple(many)) for name, many in found.items())


def hours(slot: datetime, zone: str, shop_zone: str, language: Language) -> str:
    """``10:00–11:00``, and in brackets the shop's clock if another time stands there."""
    mine = _from_to(slot, zone, language.code)
    theirs = _from_to(slot, shop_zone, language.code)
    if mine == theirs:
        return mine
    city = openings.city(shop_zone, language.code)
    return language.say(N_("%(mine)s (%(theirs)s in %(city)s)"), mine=mine, theirs=theirs, city=city)


def zones(code: str, now: datetime, *also: str) -> list[tuple[str, str]]:
    """``(zone, words)`` to choose from, from west to east; ``also`` are known ones that belong among them."""
    wanted = [one for one in dict.fromkeys((*ZONES, *also)) if one in _known()]
    by_offset = sorted(wanted, key=lambda one: (now.astimezone(ZoneInfo(one)).utcoffset(), one))
    return [(one, f"{openings.city(one, code)} ({formats.offset(now, one)})") for one in by_offset]


def zone_or(text: object, otherwise: str) -> str:
    """The IANA zone of this name, else the other one."""
    return text if isinstance(text, str) and text in _known() else otherwise


def _from_to(slot: datetime, zone: str, code: str) -> str:
    return f"{formats.hour(slot, code, zone)}\u2013{formats.hour(slot + CALL, code, zone)}"


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())
