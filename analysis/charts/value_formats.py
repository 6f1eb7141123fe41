"""The formats that the braces of a sentence may name: how a number, a date or a list of names is written."""

from collections.abc import Callable, Mapping
from typing import Any

from analysis.charts import formatting as write
from analysis.charts.numerals import count_words, often_words
from analysis.charts.ratios import about_part, how_often, pct_at_least, ratio_words
from analysis.countries import join_words

FORMATS: Mapping[str, Callable[[Any], str]] = {
    "eur": write.eur,
    "eur0": lambda value: write.eur(value, 0),
    "eur_tenths": write.eur_tenths,
    "usd": write.usd,
    "usd0": lambda value: write.usd(value, 0),
    "money": write.short_money,
    "pct": write.pct,
    "pct1": lambda value: write.pct(value, 1),
    "pct_at_least": pct_at_least,
    "part": about_part,
    "ratio": ratio_words,
    "much": lambda value: ratio_words(value).removesuffix(" as"),
    "times": write.times,
    "tenths": lambda value: f"{value:.1f}",
    "count": lambda value: f"{value:,}",
    "word": write.number_word,
    "Word": lambda value: write.capitalise_first(write.number_word(value)),
    "no_word": count_words,
    "No_word": lambda value: write.capitalise_first(count_words(value)),
    "often": how_often,
    "never_often": often_words,
    "ordinal": write.ordinal,
    "year": write.year,
    "day": write.day,
    "month": write.month,
    "short_day": write.short_day,
    "short_month": write.short_month,
    "partial_day": write.partial_day,
    "names": join_words,
    "Names": lambda value: write.capitalise_first(join_words(value)),
    "Text": write.capitalise_first,
}
"""By name: a format with a capital begins a sentence. Anything else that braces name is a format of Python's."""
