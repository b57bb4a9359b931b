#!/usr/bin/env python3
"""Writes languages.tsv: languages that have an ISO 639-1 code, by code and name.

    npm pack cldr-localenames-full@48.2.0 iso-639-3@3.0.1
    mkdir cldr iso639 && tar xzf cldr-*.tgz -C cldr && tar xzf iso-639-3-*.tgz -C iso639
    python3 languages.py cldr/package iso639/package > languages.tsv

Sources: Unicode CLDR 48.2 (Unicode License V3) for the names, iso-639-3 3.0.1 (MIT) for the codes.
"""
import json
import os
import re
import sys

COLUMNS = ["en", "fr", "es", "ru", "ar", "zh", "pt"]


def names(cldr, language):
    path = f"{cldr}/main/{language}/languages.json"
    if not os.path.exists(path):
        return {}
    return json.load(open(path, encoding="utf-8"))["main"][language]["localeDisplayNames"]["languages"]


def main(cldr, iso):
    source = open(f"{iso}/iso6393.js", encoding="utf-8").read()
    known = [names(cldr, language) for language in COLUMNS]
    print("\t".join(["code", "alpha3", "bibliographic", "own"] + COLUMNS))
    for entry in re.findall(r"\{[^{}]*iso6393: '[^{}]*\}", source):
        fields = dict(re.findall(r"(\w+): '([^']*)'", entry))
        code = fields.get("iso6391")
        if code and code in known[0]:
            cells = [code, fields["iso6393"], fields.get("iso6392B", ""), names(cldr, code).get(code, "")]
            print("\t".join(cells + [column.get(code, "") for column in known]))


main(*sys.argv[1:])
