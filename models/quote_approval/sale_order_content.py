"""What a quotation says to the customer: the content that an approval belongs to (invariant 7)."""

from math import inf

from odoo import fields, models
from odoo.tools import html2plaintext, is_html_empty
from odoo.tools.misc import format_date, format_datetime, formatLang

from ...tools.quote_content import compare, fingerprint, number

_HEADER = (
    "company_id",
    "partner_id",
    "partner_invoice_id",
    "partner_shipping_id",
    "currency_id",
    "payment_term_id",
    "validity_date",
    "commitment_date",
    "note",
    "require_signature",
    "require_payment",
    "prepayment_percent",
    # Of sale_stock and sale_pdf_quote_builder.
    "incoterm",
    "incoterm_location",
    "quotation_document_ids",
    "customizable_pdf_form_fields",
)
_LINE = (
    "product_id",
    "name",
    "product_uom_qty",
    "product_uom_id",
    "price_unit",
    "discount",
    "tax_ids",
    "display_type",
    "is_optional",
    "combo_item_id",
    "product_no_variant_attribute_value_ids",
    # Of sale_pdf_quote_builder.
    "product_document_ids",
)
# Of a line: whether the customer may leave it out. No field, but a matter of its section.
OPTIONAL = "is_in_optional_section"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === WHAT IT SAYS === #

    def _get_content_fields(self):
        """Fields of a quotation that its approval covers. Hook: an app adds its own.

        :return: list of names of fields
        """
        return [name for name in _HEADER if name in self._fields]

    def _get_content_line_fields(self):
        """Fields of a quotation's line that its approval covers. Hook: an app adds its own.

        :return: list of names of fields
        """
        return [name for name in _LINE if name in self.env["sale.order.line"]._fields]

    def _get_quotation_content(self, named=True):
        """What the quotation says, for `fingerprint` and `compare`, and to be kept as it was.

        Orders that were browsed together are read together.

        :param bool named: with the names of records, which no fingerprint needs
        :return: dict that JSON can hold, as `tools.quote_content` describes it
        """
        self.ensure_one()
        # A client's context must not change what records are called, nor which ones are read.
        # pylint: disable-next=context-overridden
        order = self.sudo().with_context({"lang": self.env.lang, "active_test": False})
        # No `filtered`: what it gives is read for this order alone.
        lines = [line for line in order.order_line if order._is_quoted_line(line)]
        optional = order._get_optional_line_ids()
        values = _read(lines, self._get_content_line_fields(), named)
        for line, content in zip(lines, values, strict=True):
            content["id"] = line._origin.id
            if line.id in optional:
                content[OPTIONAL] = True
        [header] = _read([order], self._get_content_fields(), named)
        return {"header": header, "lines": values}

    def _get_quotation_fingerprint(self):
        """
        :return: str, equal as long as the quotation says the same
        """
        return fingerprint(self._get_quotation_content(named=False))

    def _is_quoted_line(self, line):
        """Whether a line is part of what is offered, and was not added by other apps for costs.

        :param line: `sale.order.line` of this order
        :return: bool
        """
        if line.product_uom_qty:
            return True
        # Shown to the customer only once they are invoiced.
        if line.is_downpayment:
            return False
        return not (line.is_expense and self.state == "sale")

    def _get_optional_line_ids(self):
        """Lines in optional sections: the customer takes them or leaves them.

        `_is_line_optional` asks `parent_id`, which keeps an old value when lines are moved.

        :return: set of ids
        """
        found, section, subsection = set(), False, False
        for line in sorted(
            self.order_line, key=lambda line: (line.sequence, line._origin.id or inf)
        ):
            if line.display_type == "line_section":
                section, subsection = line.is_optional, False
            elif line.display_type == "line_subsection":
                subsection = line.is_optional
                if section:
                    found.add(line.id)
            elif section or subsection:
                found.add(line.id)
        return found

    # === WHAT CHANGED, FOR PEOPLE === #

    def _describe_content_changes(self, old, new):
        """
        :param dict old: content
        :param dict new: content
        :return: list of sentences in the caller's language
        """
        currency = (new.get("header") or {}).get("currency_id") or [False]
        currency = self.env["res.currency"].sudo().browse(currency[0]).exists()
        return [self._describe_content_change(change, currency) for change in compare(old, new)]

    def _describe_content_change(self, change, currency):
        """
        :param Change change: of `tools.quote_content`
        :param currency: `res.currency` of the quotation, may be empty
        :return: str
        """
        if change.kind == "added":
            return self.env._(
                "Line added: %(line)s", line=self._describe_content_line(change.new, currency)
            )
        if change.kind == "removed":
            return self.env._(
                "Line removed: %(line)s", line=self._describe_content_line(change.old, currency)
            )
        model = self if change.kind == "header" else self.env["sale.order.line"]
        values = {
            "field": self._get_content_label(model, change.field),
            "old": self._format_content_value(model, change.field, change.old, currency),
            "new": self._format_content_value(model, change.field, change.new, currency),
        }
        if change.kind == "header":
            return self.env._("%(field)s: %(old)s → %(new)s", **values)
        return self.env._(
            "%(field)s of %(line)s: %(old)s → %(new)s", line=change.label or "–", **values
        )

    def _describe_content_line(self, line, currency):
        """
        :param dict line: of a content
        :return: str, such as "Conveyor, 2 Units at 1,200.00"
        """
        lines = self.env["sale.order.line"]
        name = (line.get("product_id") or [0, ""])[1] or (line.get("name") or "").split("\n")[0]
        if line.get("display_type"):
            return name
        return self.env._(
            "%(product)s, %(quantity)s %(unit)s at %(price)s",
            product=name,
            quantity=self._format_content_value(
                lines, "product_uom_qty", line.get("product_uom_qty"), currency
            ),
            unit=(line.get("product_uom_id") or [0, ""])[1],
            price=self._format_content_value(lines, "price_unit", line.get("price_unit"), currency),
        )

    def _get_content_label(self, model, name):
        """
        :param model: `sale.order` or `sale.order.line`
        :param str name: of a field of a content
        :return: str, what people call it
        """
        if name == OPTIONAL:
            return self.env._("Optional for the Customer")
        if name not in model._fields:
            return name
        return model._fields[name]._description_string(self.env)

    def _format_content_value(self, model, name, value, currency):
        """A value of a content as people read it.

        :param model: `sale.order` or `sale.order.line`
        :param str name: of a field of a content
        :param value: as in the content
        :param currency: `res.currency` of the quotation, may be empty
        :return: str
        """
        field = model._fields.get(name)
        kind = field.type if field else "boolean" if name == OPTIONAL else "char"
        if kind == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if not value:
            return "–"
        if kind in ("float", "monetary"):
            return self._format_content_number(field, name, value, currency)
        if kind == "date":
            return format_date(self.env, value)
        if kind == "datetime":
            return format_datetime(self.env, value, dt_format="short")
        if kind == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if kind == "many2one":
            return value[1]
        if kind in ("many2many", "one2many"):
            return ", ".join(record[1] for record in value)
        return html2plaintext(value).strip() if kind == "html" else str(value)

    def _format_content_number(self, field, name, value, currency):
        """At least the digits of the currency or field, and as many more as the number has."""
        digits = len(str(value).partition(".")[2])
        if name == "prepayment_percent":
            return f"{formatLang(self.env, float(value) * 100, digits=max(digits - 2, 0))} %"
        if name == "price_unit":
            digits = max(digits, currency.decimal_places if currency else 2)
        text = formatLang(self.env, float(value), digits=digits)
        return f"{text} %" if name == "discount" else text


def _read(records, names, named):
    """Values of a content: read together, one name per record however many lines name it.

    :param list records: records of one model
    :param list names: of its fields
    :param bool named: whether linked records come with their names
    :return: list of dicts, in the order of the records
    """
    values = [{} for _record in records]
    for name in names if records else ():
        kind = records[0]._fields[name].type
        convert = _CONVERTERS.get(kind, _keep)
        if not named:
            convert = _WITHOUT_NAMES.get(kind, convert)
        cache = {}
        for content, record in zip(values, records, strict=True):
            content[name] = convert(record[name], cache)
    return values


def _keep(value, _cache):
    return value or False


def _number(value, cache):
    if value not in cache:
        cache[value] = number(value)
    return cache[value]


def _html(value, _cache):
    return False if is_html_empty(value) else str(value)


def _date(value, _cache):
    return fields.Date.to_string(value) if value else False


def _datetime(value, _cache):
    return fields.Datetime.to_string(value) if value else False


def _record(value, cache):
    if not value:
        return False
    if value._ids not in cache:
        cache[value._ids] = (value._origin.id, value.display_name)
    # Its own list: whoever changes one line's must not change another's.
    return list(cache[value._ids])


def _records(value, cache):
    return sorted(_record(record, cache) for record in value)


def _record_unnamed(value, _cache):
    return [value._origin.id, ""] if value else False


def _records_unnamed(value, _cache):
    return sorted([record._origin.id, ""] for record in value)


_WITHOUT_NAMES = {
    "many2one": _record_unnamed,
    "many2many": _records_unnamed,
    "one2many": _records_unnamed,
}
_CONVERTERS = {
    "float": _number,
    "monetary": _number,
    "integer": _number,
    "html": _html,
    "date": _date,
    "datetime": _datetime,
    "many2one": _record,
    "many2many": _records,
    "one2many": _records,
}
