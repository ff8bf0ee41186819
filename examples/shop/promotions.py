"""The shop's own voucher rows in the plugin's words: their terms stand where they are sold and typed (C2)."""

from flask_amends import PromoTerms

from .after_sales import money


def terms_of(code):
    """The terms of a code, or of a certificate that is for sale: anything with an amount and a minimum."""
    amount = getattr(code, "amount", None) or code.certificate_of
    return PromoTerms(value=money(amount), min_spend=money(code.valid_from) if code.valid_from else None)
