"""Where this shop delivers and how: its own courier in five cities, a parcel service everywhere else (D3)."""

#: Each city by the names that people write.
CITIES = {
    "Moscow": ("Москва", "Moskwa", "מוסקבה"),
    "Saint Petersburg": ("Санкт-Петербург", "Petersburg", "סנקט פטרבורג"),
    "Yekaterinburg": ("Екатеринбург", "Jekaterynburg", "יקטרינבורג"),
    "Rostov-on-Don": ("Ростов-на-Дону", "Rostów nad Donem", "רוסטוב"),
    "Nizhny Novgorod": ("Нижний Новгород", "Niżny Nowogród", "ניז'ני נובגורוד"),
}
OWN = {
    "method": "own_courier",
    "carrier": "Lamplight",
    "handling": [0, 1],
    "transit": [1, 1],
    "cutoff": "15:00",
    "zone": "Europe/Moscow",
    "cost": "300 RUB",
    "free_from": "5000 RUB",
    "prepayment": "full",
    "inspection": "yes",
    "pay_on_delivery": False,
    "reviewed_on": "2026-11-01",
}
PARCEL = {
    "method": "pickup_point",
    "carrier": {
        "name": "Meadow Post",
        "url": "https://meadow-post.example/",
        "phone": "+7 495 000-00-01",
        "about": {
            "en": "Meadow Post has carried our parcels since the shop began; all are insured.",
            "pl": "Meadow Post wozi nasze paczki od początku; wszystkie są ubezpieczone.",
            "ru": "Meadow Post возит наши посылки с открытия магазина; всё застраховано.",
            "he": "Meadow Post מובילה את החבילות שלנו מאז פתיחת החנות, והכול מבוטח.",
        },
    },
    "handling": [1, 1],
    "transit": [2, 4],
    "cutoff": "12:00",
    "zone": "Europe/Moscow",
    "cost": "400 RUB",
    "prepayment": "full",
    "inspection": "no",
    "pay_on_delivery": False,
    "storage_days": 7,
    "reviewed_on": "2026-11-01",
}
RULES = [
    *({"region": {"city": name}, **OWN} for city, others in CITIES.items() for name in (city, *others)),
    PARCEL,
]
SETTINGS = {"AMENDS_DELIVERY_RULES": RULES, "AMENDS_ORDER_MAIL_TEMPLATES": ["order.txt"]}


def city_of(address):
    """The city in an address: its first part, as in "Moscow, 12 Linden Street"."""
    return (address or "").partition(",")[0].strip() or None
