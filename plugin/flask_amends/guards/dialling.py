"""Telephone numbers and countries: which a number may be of, and how one is dialled from abroad."""

from __future__ import annotations

_SHARED = {
    "1": ("US", "CA"),
    "7": ("RU",),
    "44": ("GB", "GG", "IM", "JE"),
    "61": ("AU", "CX", "CC"),
    "212": ("MA", "EH"),
    "262": ("RE", "YT"),
    "599": ("CW", "BQ"),
}
#: Longer prefixes of countries that share a shorter one.
_INSIDE = (
    "1242BS 1246BB 1264AI 1268AG 1284VG 1340VI 1345KY 1441BM 1473GD 1649TC 1658JM 1664MS 1670MP 1671GU "
    "1684AS 1721SX 1758LC 1767DM 1784VC 1787PR 1809DO 1829DO 1849DO 1868TT 1869KN 1876JM 1939PR 76KZ "
    "77KZ 35818AX 4779SJ 39066VA"
)
_ALONE = (
    "20EG 27ZA 30GR 31NL 32BE 33FR 34ES 36HU 39IT 40RO 41CH 43AT 45DK 46SE 47NO 48PL 49DE 51PE 52MX "
    "53CU 54AR 55BR 56CL 57CO 58VE 60MY 62ID 63PH 64NZ 65SG 66TH 81JP 82KR 84VN 86CN 90TR 91IN 92PK "
    "93AF 94LK 95MM 98IR 211SS 213DZ 216TN 218LY 220GM 221SN 222MR 223ML 224GN 225CI 226BF 227NE 228TG "
    "229BJ 230MU 231LR 232SL 233GH 234NG 235TD 236CF 237CM 238CV 239ST 240GQ 241GA 242CG 243CD 244AO "
    "245GW 246IO 248SC 249SD 250RW 251ET 252SO 253DJ 254KE 255TZ 256UG 257BI 258MZ 260ZM 261MG 263ZW "
    "264NA 265MW 266LS 267BW 268SZ 269KM 290SH 291ER 297AW 298FO 299GL 350GI 351PT 352LU 353IE 354IS "
    "355AL 356MT 357CY 358FI 359BG 370LT 371LV 372EE 373MD 374AM 375BY 376AD 377MC 378SM 380UA 381RS "
    "382ME 385HR 386SI 387BA 389MK 420CZ 421SK 423LI 500FK 501BZ 502GT 503SV 504HN 505NI 506CR 507PA "
    "508PM 509HT 590GP 591BO 592GY 593EC 594GF 595PY 596MQ 597SR 598UY 670TL 672NF 673BN 674NR 675PG "
    "676TO 677SB 678VU 679FJ 680PW 681WF 682CK 683NU 685WS 686KI 687NC 688TV 689PF 690TK 691FM 692MH "
    "850KP 852HK 853MO 855KH 856LA 880BD 886TW 960MV 961LB 962JO 963SY 964IQ 965KW 966SA 967YE 968OM "
    "970PS 971AE 972IL 973BH 974QA 975BT 976MN 977NP 992TJ 993TM 994AZ 995GE 996KG 998UZ"
)
_COUNTRIES: dict[str, tuple[str, ...]] = {
    **{one[:-2]: (one[-2:],) for one in f"{_ALONE} {_INSIDE}".split()},
    **_SHARED,
}
_LONGEST = max(map(len, _COUNTRIES))
_PREFIXES = {
    **{one[-2:]: one[:-2] for one in _ALONE.split()},
    **{country: prefix for prefix, countries in _SHARED.items() for country in countries},
    "KZ": "7",
}
#: Where every number has ten digits, whatever stands before them at home.
_OF_TEN = frozenset({"1", "7"})
#: Where the zero at the front is part of the number.
_KEEPS_ZERO = frozenset({"IT", "SM"})
#: A number that begins with its country's prefix has at least as many digits after it.
_SHORTEST = 9


def countries_of(phone: str) -> tuple[str, ...]:
    """The ISO 3166 codes of the countries a number may be of; none for one without its country's prefix.

    Numbers move with people: it is a guess, which counts less than an address.
    """
    digits = "".join(one for one in phone if one.isascii() and one.isdigit())
    if phone.strip().startswith("00"):
        digits = digits[2:]
    elif not phone.strip().startswith("+"):
        return ()
    for length in range(_LONGEST, 0, -1):
        if (found := _COUNTRIES.get(digits[:length])) is not None:
            return found
    return ()


def digits_of(phone: str, country: str | None = None) -> str:
    """A number's digits with its country's prefix, so that one number has one spelling.

    A number as it is dialled at home gets the prefix of ``country`` (ISO 3166), if that is known.
    """
    abroad = phone.strip().startswith("+")
    text = phone.replace("(0)", "") if abroad else phone
    digits = "".join(str(int(one)) for one in text if one.isdecimal())
    prefix = _PREFIXES.get(country or "")
    if abroad:
        return digits
    if digits.startswith("00") or prefix is None or not digits:
        return digits.removeprefix("00")
    if prefix in _OF_TEN and len(digits) in {10, 11}:
        return prefix + digits[-10:]
    if digits.startswith(prefix) and len(digits) - len(prefix) >= _SHORTEST:
        return digits
    return prefix + (digits if country in _KEEPS_ZERO else digits.removeprefix("0"))
