"""What the price guard says about a price: the sentence of each finding, with its facts."""

from __future__ import annotations

from amends_widgets.marking import N_

#: By the key of the finding. In English each is what the guard itself says.
FINDINGS: dict[str, str] = {
    "not_positive": N_("The price is %(price)s; it must be above zero, unless the item is marked as free."),
    "below_floor": N_("%(price)s is below the lowest price that was set for this item, %(limit)s."),
    "above_ceiling": N_("%(price)s is above the highest price that was set for this item, %(limit)s."),
    "below_cost": N_("%(price)s is less than what the item costs you, %(cost)s."),
    "below_margin": N_("%(price)s is less than %(percent)s %% above what the item costs you, %(cost)s."),
    "sale_not_lower": N_("The sale price %(price)s is not below the regular price %(regular)s."),
    "sale_endless": N_("The sale has no end."),
    "sale_backwards": N_("The sale ends before it starts."),
    "ambiguous": N_("“%(text)s” can be read in two ways. Write two decimals, or no separator."),
    "placeholder": N_("%(price)s looks like a value that was typed to fill the field."),
    "shift_low": N_("%(price)s is %(times)s times lower than %(anchor)s: the decimal point looks misplaced."),
    "shift_high": N_(
        "%(price)s is %(times)s times higher than %(anchor)s: the decimal point looks misplaced."
    ),
    "shift_about": N_(
        "With its decimal point moved, %(price)s would be %(meant)s, which is near %(anchor)s."
    ),
    "missing_1": N_("%(price)s looks like %(anchor)s with one digit missing."),
    "missing_2": N_("%(price)s looks like %(anchor)s with two digits missing."),
    "added_1": N_("%(price)s looks like %(anchor)s with one digit too many."),
    "added_2": N_("%(price)s looks like %(anchor)s with two digits too many."),
    "swapped": N_("%(price)s is %(anchor)s with two digits swapped."),
    "separator": N_(
        "“%(text)s” was read as %(price)s, but the price was %(anchor)s: the sign in it separates thousands."
    ),
    "currency": N_("%(price)s looks like an amount in %(currency)s, which would be about %(meant)s."),
    "without_tax": N_("%(price)s is the last price %(last)s without %(percent)s %% of tax."),
    "with_tax": N_("%(price)s is the last price %(last)s with another %(percent)s %% of tax."),
    "percent": N_(
        "%(price)s looks like %(percent)s taken as an amount. %(percent)s %% off %(anchor)s is %(meant)s."
    ),
    "pack": N_("%(price)s looks like one piece; the pack of %(size)s cost %(anchor)s."),
    "halved": N_(
        "%(price)s is less than %(percent)s %% of the last price, %(anchor)s, and no declared promotion "
        "explains it."
    ),
    "halved_list": N_(
        "%(price)s is less than %(percent)s %% of the list price, %(anchor)s, and no declared promotion "
        "explains it."
    ),
    "halved_month": N_(
        "%(price)s is less than %(percent)s %% of the usual price of the last 30 days, %(anchor)s, and no "
        "declared promotion explains it."
    ),
    "doubled": N_("%(price)s is more than twice the last price, %(anchor)s."),
    "far_low": N_("%(price)s is unusually low for this item, which has cost about %(anchor)s."),
    "far_high": N_("%(price)s is unusually high for this item, which has cost about %(anchor)s."),
    "far_from_category": N_("%(price)s is unusually low beside similar items, which cost about %(anchor)s."),
    "shifted_down": N_(
        "%(slipped)s of %(changed)s changed prices are the old price of the row above: the column looks "
        "shifted by one row."
    ),
    "shifted_up": N_(
        "%(slipped)s of %(changed)s changed prices are the old price of the row below: the column looks "
        "shifted by one row."
    ),
    "many_held": N_("%(held)s of %(rows)s prices were held back one by one."),
    "moved": N_("Half of the changed prices moved by more than 30 percent in the same direction."),
    "touched": N_("%(changed)s of the %(catalogue)s items of the shop were changed at once."),
}
