"""What is written across a printed document that is not for anybody outside. Pure functions."""

from base64 import b64encode
from html import escape

import lxml.html
from lxml import etree

_TILE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="560" height="300">'
    '<text x="280" y="150" text-anchor="middle" transform="rotate(-24 280 150)" '
    'font-family="sans-serif" font-size="34" font-weight="bold" fill="#c0392b" '
    'fill-opacity="0.22">{text}</text></svg>'
)
_LAID_OVER = (
    "position:absolute;top:0;left:0;right:0;bottom:0;z-index:9;pointer-events:none;"
    "-webkit-print-color-adjust:exact;print-color-adjust:exact;"
    "background:url(data:image/svg+xml;base64,{tile}) repeat;"
)
_BANNER = (
    "text-align:center;font-weight:bold;font-size:16px;color:#c0392b;"
    "border:2px solid #c0392b;padding:2px;margin:2px 0;"
)
_WITH_CLASS = "contains(concat(' ', normalize-space(@class), ' '), ' {} ')"


def mark_html(content, model, marks):
    """Write across documents, and at the head and foot of each of their pages.

    A report holds for each document its head, its article and its foot, one after the other. What
    has no such parts is marked as a whole, with whatever has to be written on any part of it.

    :param bytes content: HTML page, UTF-8
    :param str model: of the documents
    :param dict marks: text by id, of the documents to be marked
    :return: bytes, the page with the marks
    """
    parser = lxml.html.HTMLParser(encoding="utf-8")
    root = lxml.html.document_fromstring(content, parser=parser)
    found = set()
    for article in root.xpath(f"//div[{_WITH_CLASS.format('article')}]"):
        number = article.get("data-oe-id") or ""
        if article.get("data-oe-model") == model and number.isdecimal():
            found.add(int(number))
            if text := marks.get(int(number)):
                _mark_article(article, text)
    if left := [text for number, text in marks.items() if number not in found]:
        _mark_article(root.find("body"), left[0])
    return etree.tostring(root, encoding="utf-8", method="html", doctype="<!DOCTYPE html>")


def mark_text(content, _model, marks):
    """Put the mark before and after a document without form.

    :param bytes content: UTF-8
    :param dict marks: text by id
    :return: bytes
    """
    line = f"*** {next(iter(marks.values()))} ***\n".encode()
    return line + content.rstrip(b"\n") + b"\n" + line


def _mark_article(article, text):
    tile = b64encode(_TILE.format(text=escape(text)).encode()).decode()
    style = (article.get("style") or "").rstrip("; ")
    article.set("style", f"{style};position:relative" if style else "position:relative")
    cover = etree.Element("div", {"class": "o_quote_mark", "style": _LAID_OVER.format(tile=tile)})
    # Browsers and the converter drop what is empty.
    cover.text = "\N{NO-BREAK SPACE}"
    article.insert(0, _make_banner(text))
    article.append(cover)
    for axis, name in (("preceding", "header"), ("following", "footer")):
        part = article.xpath(f"{axis}-sibling::div[{_WITH_CLASS.format(name)}][1]")
        if part:
            part[0].insert(0, _make_banner(text))


def _make_banner(text):
    banner = etree.Element("div", {"class": "o_quote_mark_banner", "style": _BANNER})
    banner.text = text
    return banner
