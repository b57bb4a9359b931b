#!/usr/bin/env python3
"""Writes countries.tsv: the names of countries in ten languages, from CLDR and i18n-iso-countries.

    npm pack cldr-localenames-full@48.2.0 i18n-iso-countries@7.14.0
    mkdir cldr i18n && tar xzf cldr-*.tgz -C cldr && tar xzf i18n-*.tgz -C i18n
    python3 countries.py cldr/package i18n/package > countries.tsv

Sources: Unicode CLDR 48.2 (Unicode License V3), i18n-iso-countries 7.14 (MIT). CLDR wins: a name of the second source that
CLDR gives to another country is left out, as is its Portuguese, which confuses the two Congos.
Names that neither has (United Nations spellings, past states, adjectives) are in country_additions.tsv.
"""
import json
import sys

LANGUAGES = ["en", "fr", "es", "ru", "ar", "zh", "pt", "de", "it", "th"]
WITH_OFFICIAL_VARIANTS = ["en", "fr", "es", "ru", "ar", "zh"]
NOT_OFFICIAL = {"GB-alt-short": "ru", "CG-alt-variant": "pt"}  # "Британия", and "Congo" stays unqualified


def cldr_names(folder, language):
    path = f"{folder}/main/{language}/territories.json"
    names = json.load(open(path, encoding="utf-8"))["main"][language]["localeDisplayNames"]["territories"]
    for code, name in names.items():
        if NOT_OFFICIAL.get(code) != language and code[:2].isalpha():
            yield code[:2], name


def iso_names(folder, language):
    for code, names in json.load(open(f"{folder}/langs/{language}.json", encoding="utf-8"))["countries"].items():
        for name in [names] if isinstance(names, str) else names:
            yield code, name


def main(cldr, iso):
    codes = {alpha2: alpha3 for alpha2, alpha3, *_ in json.load(open(f"{iso}/codes.json"))} | {"XK": "XKX"}
    table = {alpha2: {language: [] for language in LANGUAGES} for alpha2 in codes}
    for language in LANGUAGES:
        owner = {}
        sources = [cldr_names(cldr, language)] + ([iso_names(iso, language)] if language in WITH_OFFICIAL_VARIANTS else [])
        for alpha2, name in (pair for source in sources for pair in source):
            name = name.replace("\u2019", "'").strip()
            if alpha2 in codes and owner.setdefault(name.casefold(), alpha2) == alpha2 and name not in table[alpha2][language]:
                table[alpha2][language].append(name)
    print("\t".join(["alpha3", "alpha2"] + LANGUAGES))
    for alpha2, alpha3 in sorted(codes.items(), key=lambda pair: pair[1]):
        print("\t".join([alpha3, alpha2] + ["|".join(table[alpha2][language]) for language in LANGUAGES]))


main(*sys.argv[1:])
