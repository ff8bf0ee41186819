"""What the shop sells. The monitor's price lost two digits; the certificate's terms are easy to miss."""

from .models import Product, db


def n_(text: str) -> str:
    """Mark a text for the translators; it is looked up where it is shown."""
    return text


GOODS = [
    {
        "sku": "monitor-32",
        "title": n_("Monitor, 32 inches"),
        "description": n_("4K panel, height-adjustable stand, two years of warranty."),
        "price": 990_00,
    },
    {
        "sku": "bouquet-peonies",
        "title": n_("Bouquet of peonies"),
        "description": n_("Fifteen pink peonies, bound on the morning of delivery."),
        "price": 4_200_00,
    },
    {
        "sku": "certificate-300",
        "title": n_("Gift certificate for 300"),
        "description": n_("A code for 300 off. Valid in orders from 1,500."),
        "price": 300_00,
        "certificate_of": 300_00,
        "valid_from": 1_500_00,
    },
    {
        "sku": "headphones",
        "title": n_("Wireless headphones"),
        "description": n_("Over the ear, thirty hours on one charge, a case to travel in."),
        "price": 6_490_00,
    },
    {
        "sku": "lamp",
        "title": n_("Reading lamp"),
        "description": n_("Warm light in three steps, a brass arm, a switch within reach."),
        "price": 3_150_00,
    },
    {
        "sku": "tea-set",
        "title": n_("Tea set for two"),
        "description": n_("Pot and two cups of grey stoneware, fired in small lots."),
        "price": 2_780_00,
    },
]


def load() -> None:
    """Put the goods into the database, in English."""
    for goods in GOODS:
        db.session.merge(Product(**goods))
    db.session.commit()
