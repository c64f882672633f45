"""Compare the terms that Odoo exports with i18n/zh_CN.po: none may lack its translation.

check_translations.py EXPORTED.pot I18N_FOLDER            checks
check_translations.py EXPORTED.pot I18N_FOLDER --refresh  rewrites the .pot, merges zh_CN.po
"""

import os
import re
import sys
from pathlib import Path

import polib

ADDON = "crm_customer_protection"
LANGUAGE = "zh_CN"
ODOO_MODULES = ["base", "web", "mail", "contacts", "sales_team", "crm", "sale", "sale_crm"]
PLACEHOLDER = re.compile(r"%\(\w+\)[.\d]*[sdfr]|%[sd]|\{\w*\}|</?\w+")
# Dates and versions of each export; they would make every refresh a change.
VOLATILE = {"POT-Creation-Date", "PO-Revision-Date"}


def by_key(catalogue):
    return {entry.msgid: entry for entry in catalogue if not entry.obsolete}


def where(entry):
    return ", ".join(sorted({name for name, _line in entry.occurrences})[:2])


def places(entry):
    kinds = set(re.findall(r"odoo-(?:python|javascript)", entry.comment))
    return kinds | {name for name, line in entry.occurrences if not name.startswith("code:")}


def faults(exported, translated):
    """One line per term of the export that the reader of the translation would see in English."""
    known = by_key(translated)
    for msgid, entry in by_key(exported).items():
        found = known.get(msgid)
        if found is None:
            problem = "missing"
        elif found.fuzzy:
            problem = "fuzzy"
        elif not found.msgstr.strip():
            problem = "empty"
        elif sorted(PLACEHOLDER.findall(msgid)) != sorted(PLACEHOLDER.findall(found.msgstr)):
            problem = "other placeholders or tags"
        elif places(entry) - places(found):
            # Odoo translates only the records and the kinds of code that the entry names.
            problem = "does not name all its places"
        else:
            continue
        yield f"{problem}: {msgid!r} ({where(entry)})"
    for msgid in known.keys() - by_key(exported).keys():
        yield f"no longer used: {msgid!r}"


def odoo_terms():
    """What Odoo itself already says in this language: labels as "Created on" need nobody's work."""
    terms = {}
    root = Path(os.environ["CCP_ODOO_PATH"])
    for name in reversed(ODOO_MODULES):
        for folder in (root / "odoo" / "addons", root / "addons"):
            path = folder / name / "i18n" / f"{LANGUAGE}.po"
            if path.is_file():
                translated = polib.pofile(str(path)).translated_entries()
                terms.update({entry.msgid: entry.msgstr for entry in translated})
    return terms


def refresh(exported, folder):
    """Write the template, and bring the translation to the same terms, keeping what is done."""
    suggestions = odoo_terms()
    for entry in exported:
        entry.msgstr = ""
    for name in VOLATILE:
        exported.metadata.pop(name, None)
    exported.sort(key=lambda entry: entry.msgid)
    exported.save(str(folder / f"{ADDON}.pot"))
    path = folder / f"{LANGUAGE}.po"
    translated = polib.pofile(str(path)) if path.is_file() else polib.POFile()
    done = {entry.msgid: entry for entry in translated}
    result = polib.POFile(wrapwidth=78)
    result.metadata = {
        **exported.metadata,
        "Language": LANGUAGE,
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    result.header = exported.header
    for entry in exported:
        old = done.get(entry.msgid)
        entry.msgstr = (old.msgstr if old else "") or suggestions.get(entry.msgid, "")
        entry.flags = list(old.flags if old else entry.flags)
        entry.tcomment = old.tcomment if old else ""
        result.append(entry)
    result.save(str(path))
    return result


def main(pot, folder, *options):
    exported = polib.pofile(pot)
    folder = Path(folder)
    if "--refresh" in options:
        folder.mkdir(exist_ok=True)
        result = refresh(exported, folder)
        missing = sum(1 for entry in result if not entry.msgstr)
        print(f"{len(result)} terms in {LANGUAGE}.po, {missing} without translation")
        return 0
    path = folder / f"{LANGUAGE}.po"
    if not path.is_file():
        print(f"i18n/{LANGUAGE}.po does not exist")
        return 1
    found = list(faults(exported, polib.pofile(str(path))))
    print("\n".join(found))
    if not len(by_key(exported)):
        print("Odoo exported no term at all")
        return 1
    print(f"{LANGUAGE}.po: {len(by_key(exported))} terms, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
