#!/usr/bin/env python3
"""Writes adjectives.tsv: the adjectives of countries in French, Spanish, Russian and Arabic, in the forms they take in a text.

    npm pack i18n-nationality@1.4.0 cldr-numbers-full@48.2.0
    mkdir nationality cldr && tar xzf i18n-nationality-*.tgz -C nationality && tar xzf cldr-numbers-*.tgz -C cldr
    python3 adjectives.py nationality/package cldr/package . > adjectives.tsv

Sources: i18n-nationality 1.4 (MIT) for French and Spanish; Unicode CLDR 48.2 (Unicode License V3) for Russian and Arabic,
where the names of currencies hold the adjective ("азербайджанский манат", "دينار جزائري"; the first two letters of a currency's code
are its country's). Chinese has none of its own: the country's name stands before the noun.
Left out are adjectives of several countries, of languages that the United Nations writes in, and those that are other words too.
"""
import collections
import json
import re
import sys
import unicodedata

LANGUAGES = ["fr", "es", "ru", "ar"]
LANGUAGE_NAMES = {"français", "espagnol", "russe", "chinois", "portugais", "español", "francés", "ruso", "chino", "portugués"}
# "the American Convention", "pueblo indio", "the Saharan countries", the Caribbean Dominicans, "Equatorial Guinean"
OTHER_WORDS = {"américain", "indio", "sahariano", "dominicain", "dominicano", "coreano", "guinéen", "guineano", "bosnia-herzegovina"}
# By currencies: of languages, "American", the two Congos, "Equatorial Guinean", "financial", "sterling", "country-level"
LEFT_OUT = {"ru": {"CD", "CN", "DO", "ES", "FR", "GN", "PT"}, "ar": {"CD", "CN", "DO", "ES", "FR", "GB", "ML", "QA", "RU", "US"}}


def fold(word):
    plain = unicodedata.normalize("NFKD", word.lower())
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("-", " ").replace("'", " ")


def french(adjective):
    feminine = re.sub(r"(?<=e)n$", "nne", adjective)
    if feminine == adjective:
        feminine = {"Grec": "Grecque", "Turc": "Turque"}.get(adjective, re.sub(r"([^e])$", r"\1e", adjective))
    plural = adjective if adjective.endswith("s") else adjective + "s"
    return [adjective, feminine, plural, feminine + "s"]


def spanish(adjective):
    if adjective.endswith("o"):
        return [adjective[:-1] + end for end in ("o", "a", "os", "as")]
    if match := re.fullmatch(r"(.*)([éáíó])([sn])", adjective):
        stem = match[1] + {"é": "e", "á": "a", "í": "i", "ó": "o"}[match[2]] + match[3]
        return [adjective, stem + "a", stem + "es", stem + "as"]
    return [adjective, adjective + {"í": "es", "s": ""}.get(adjective[-1], "s")]


def russian(name):
    stems = [match[1] for match in (re.fullmatch(r"(.*[сц]к)(?:ий|ая|ое|ие)", word.lower()) for word in name.split()) if match]
    endings = "ий ого ому им ом ая ой ую ое ие их ими".split()
    return [stems[0] + ending for ending in endings] if len(stems) == 1 else []


def arabic(name):
    words = name.split()
    forms = [words[-1], words[-1] + "ة"]
    return forms + ["ال" + form for form in forms] if len(words) == 2 and words[1].endswith("ي") else []


def of_nationality(folder, language, inflected):
    entries = json.load(open(f"{folder}/langs/{language}.json", encoding="utf-8"))
    for alpha2, adjective in entries.get("nationalities", entries).items():
        word = adjective.strip()
        if not re.search(r"[(,]| ou | et | y ", word) and not {word.lower()} & (LANGUAGE_NAMES | OTHER_WORDS):
            yield alpha2, inflected(word)


def of_currencies(folder, language, inflected):
    path = f"{folder}/main/{language}/currencies.json"
    names = json.load(open(path, encoding="utf-8"))["main"][language]["numbers"]["currencies"]
    for code, names in names.items():
        if code[:2] not in LEFT_OUT[language] and (forms := inflected(names["displayName"])):
            yield code[:2], forms


def rows(path):
    lines = (line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8") if not line.startswith("#"))
    return list(lines)[1:]


def main(nationality, cldr, data):
    countries = rows(f"{data}/countries.tsv")
    alpha3 = {row[1]: row[0] for row in countries}
    names = {fold(name) for row in countries for cell in row[2:] for name in cell.split("|")}
    known = {row[0] for row in rows(f"{data}/country_additions.tsv") if row[1] == "adjective"}
    found = {"fr": of_nationality(nationality, "fr", french), "es": of_nationality(nationality, "es", spanish),
             "ru": of_currencies(cldr, "ru", russian), "ar": of_currencies(cldr, "ar", arabic)}
    table = collections.defaultdict(lambda: {language: [] for language in LANGUAGES})
    for language, adjectives in found.items():
        owners = collections.defaultdict(set)
        adjectives = [(alpha3.get(alpha2), forms) for alpha2, forms in adjectives if alpha3.get(alpha2) in known]
        for country, forms in adjectives:
            for form in forms:
                owners[fold(form)].add(country)
        for country, forms in adjectives:
            # A nationality that has no adjective there is given by the country's name.
            for form in forms if fold(forms[0]) not in names else []:
                cell = table[country][language]
                if len(owners[fold(form)]) == 1 and fold(form) not in names and form.lower() not in cell:
                    cell.append(form.lower())
    print("\t".join(["alpha3"] + LANGUAGES))
    for country in sorted(table):
        print("\t".join([country] + ["|".join(table[country][language]) for language in LANGUAGES]))


main(*sys.argv[1:])
