"""How numbers, dates and amounts of things are written in Swedish.

Django's own localisation is not enough: it writes 2019 as "2 019" where a year is meant, so every page
says itself what is a number: `{{ total|number }}`, `{{ share|percent }}`, `{{ hits|counted:"träff,träffar" }}`.
"""

import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django import template
from django.utils import timezone

register = template.Library()

NO_BREAK = "\u00a0"
MINUS = "\u2212"
UNKNOWN = "uppgift saknas"
STEPS = [Decimal(1).scaleb(-decimals) for decimals in range(10)]


@register.filter(is_safe=False)
def number(value, decimals=None):
    """1234.5 → "1 234,5"; `number:1` shows exactly one decimal. Rounds half away from zero, as people do."""
    if type(value) is int and value >= 0 and decimals is None:
        return f"{value:,}".replace(",", NO_BREAK)  # most numbers, and many on a page
    amount = _decimal(value)
    if amount is None:
        return UNKNOWN
    if decimals is not None:
        amount = amount.quantize(STEPS[int(decimals)], rounding=ROUND_HALF_UP)
    elif amount == amount.to_integral_value():
        amount = amount.quantize(Decimal(1))
    else:
        amount = amount.normalize()
    text = f"{abs(amount):,f}".replace(",", NO_BREAK).replace(".", ",")
    return f"{MINUS}{text}" if amount < 0 else text


@register.filter(is_safe=False)
def percent(value, decimals=0):
    """A share between 0 and 1: 0.372 → "37 %". Not for a value that is already in percent."""
    amount = _decimal(value)
    return UNKNOWN if amount is None else f"{number(amount * 100, decimals)}{NO_BREAK}%"


@register.filter(is_safe=False)
def counted(value, words):
    """`3|counted:"kommun,kommuner"` → "3 kommuner", kept on one line."""
    one, many = words.split(",")
    return f"{number(value)}{NO_BREAK}{one if _decimal(value) == 1 else many}"


@register.filter(is_safe=False)
def day(value):
    """A date or a point in time as 2026-11-22, in Swedish time."""
    if not value:
        return UNKNOWN
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return value.strftime("%Y-%m-%d") if isinstance(value, datetime.date) else str(value)


@register.filter(is_safe=False)
def day_and_time(value):
    """2026-11-22 kl. 14.05, in Swedish time."""
    if not value:
        return UNKNOWN
    if timezone.is_aware(value):
        value = timezone.localtime(value)
    return value.strftime(f"%Y-%m-%d{NO_BREAK}kl.{NO_BREAK}%H.%M")


def _decimal(value):
    if value is None or value == "":
        return None
    try:
        amount = value if type(value) is Decimal else Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
