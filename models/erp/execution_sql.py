"""The rows of the execution view: orders of the ERP, and Odoo's own that the ERP does not have.

Odoo's own are told in the ERP's words. Deliveries lead, because they are what a customer waits for:
an order that is paid and half delivered is partly shipped. Where nobody notes deliveries, which is
where no line is delivered by stock and none by hand, nothing is said of them, and payments lead.
"""

from odoo.tools import SQL

# All joins are outer ones: PostgreSQL leaves out those of which nothing is asked.
# Ids of both kinds apart: even and odd. Indexes of these expressions stand in both models.
_ERP = """
    SELECT erp.id * 2 AS id, 'erp' AS kind, erp.id AS erp_order_id, erp.order_id, erp.lead_id,
           erp.number AS name, erp.company_id, erp.partner_id,
           COALESCE(sale.user_id, partner.user_id) AS user_id,
           COALESCE(sale.team_id, (
               SELECT member.crm_team_id FROM crm_team_member member
                WHERE member.user_id = partner.user_id AND member.active
             ORDER BY member.id LIMIT 1)) AS team_id,
           erp.date_order, erp.promised_date, erp.state,
           erp.delivered_share, erp.invoiced_share, erp.paid_share, TRUE AS is_delivery_known,
           erp.currency_id, erp.amount_total, company.currency_id AS company_currency_id,
           erp.amount_untaxed / COALESCE(NULLIF(erp.currency_rate, 0), 1)::numeric AS amount_company
      FROM crm_erp_order erp
 LEFT JOIN res_company company ON company.id = erp.company_id
 LEFT JOIN res_partner partner ON partner.id = erp.partner_id
 LEFT JOIN sale_order sale ON sale.id = erp.order_id
     WHERE erp.company_id = ANY(%(erp_company_ids)s) AND erp.partner_id IS NOT NULL
"""
_NATIVE = """
    SELECT sale.id * 2 + 1, 'odoo', NULL::int, sale.id, sale.opportunity_id,
           sale.name, sale.company_id, partner.commercial_partner_id,
           sale.user_id, sale.team_id,
           %(date_order)s, %(promised_date)s, COALESCE(sale.execution_state, 'confirmed'),
           CASE WHEN sale.execution_delivered >= 0 THEN sale.execution_delivered END,
           CASE WHEN sale.execution_invoiced >= 0 THEN sale.execution_invoiced END,
           CASE WHEN sale.execution_paid >= 0 THEN sale.execution_paid END,
           COALESCE(sale.execution_delivered >= 0, FALSE),
           sale.currency_id, sale.amount_total, company.currency_id,
           sale.amount_untaxed / COALESCE(NULLIF(sale.currency_rate, 0), 1)::numeric
      FROM sale_order sale
 LEFT JOIN res_company company ON company.id = sale.company_id
 LEFT JOIN res_partner partner ON partner.id = sale.partner_id
     WHERE sale.state = 'sale' AND sale.company_id = ANY(%(native_company_ids)s)
       AND NOT EXISTS (SELECT FROM crm_erp_order erp
                        WHERE erp.order_id = sale.id AND erp.partner_id IS NOT NULL
                          AND erp.company_id = ANY(%(erp_company_ids)s))
"""
_PROGRESS = """
    SELECT sale.id,
           CASE WHEN lines.delivered < 1 AND lines.delivered > 0 THEN 'partly_shipped'
                WHEN lines.delivered = 0 THEN 'confirmed'
                WHEN money.paid >= 1 AND lines.delivered IS NOT NULL THEN 'closed'
                WHEN money.paid >= 1 THEN 'paid'
                WHEN lines.invoiced >= 1 THEN 'invoiced'
                WHEN lines.delivered >= 1 THEN 'shipped'
                ELSE 'confirmed' END AS state,
           COALESCE(lines.delivered * 100, -1) AS delivered,
           COALESCE(lines.invoiced * 100, -1) AS invoiced,
           COALESCE(money.paid * 100, -1) AS paid
      FROM sale_order sale
 LEFT JOIN LATERAL (%(lines)s) lines ON TRUE
 LEFT JOIN LATERAL (%(money)s) money ON TRUE
     WHERE sale.id = ANY(%(order_ids)s) AND sale.state = 'sale'
"""
# By value, so that the pump counts more than its screws; by lines where nothing has a price.
_LINES = """
    SELECT CASE WHEN bool_or(tracked) THEN
                COALESCE(sum(shipped * weight) FILTER (WHERE tracked)
                         / NULLIF(sum(weight) FILTER (WHERE tracked), 0),
                         avg(shipped) FILTER (WHERE tracked))
                WHEN bool_or(qty_delivered <> 0) THEN
                COALESCE(sum(shipped * weight) / NULLIF(sum(weight), 0), avg(shipped))
           END AS delivered,
           COALESCE(sum(billed * weight) / NULLIF(sum(weight), 0), avg(billed)) AS invoiced
      FROM (SELECT line.qty_delivered, line.qty_delivered_method <> 'manual' AS tracked,
                   abs(line.price_subtotal)::float8 AS weight,
                   %(shipped)s AS shipped, %(billed)s AS billed
              FROM sale_order_line line
             WHERE line.order_id = sale.id AND line.display_type IS NULL
               AND line.is_downpayment IS NOT TRUE) one
"""
_DONE = """
    CASE WHEN line.product_uom_qty = 0 THEN 1.0
         ELSE GREATEST(0, LEAST(1, line.%(done)s / line.product_uom_qty)) END::float8
"""
# An invoice may be for several orders: each has its part of what is paid of it.
_MONEY = """
    SELECT CASE WHEN sale.amount_total > 0 THEN GREATEST(0, LEAST(1, round(COALESCE(sum(
                CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END * item.price_total
                * (move.amount_total - move.amount_residual) / NULLIF(move.amount_total, 0)), 0)
                / sale.amount_total, 4))) END::float8 AS paid
      FROM sale_order_line line
      JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = line.id
      JOIN account_move_line item ON item.id = rel.invoice_line_id
      JOIN account_move move ON move.id = item.move_id
     WHERE line.order_id = sale.id AND move.state = 'posted'
       AND move.move_type IN ('out_invoice', 'out_refund')
"""
_DAY = """
    (%s AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(company.protection_tz, 'UTC'))::date"""


def get_execution_sql(erp_company_ids, native_company_ids):
    """
    :param erp_company_ids: ids of the companies whose ERP sends orders
    :param native_company_ids: ids of those that show Odoo's own orders too
    :return: SQL of a table
    """
    queries = [SQL(_ERP, erp_company_ids=sorted(erp_company_ids))]
    if native_company_ids:
        queries.append(
            SQL(
                _NATIVE,
                date_order=SQL(_DAY, SQL("sale.date_order")),
                promised_date=SQL(_DAY, SQL("sale.commitment_date")),
                erp_company_ids=sorted(erp_company_ids),
                native_company_ids=sorted(native_company_ids),
            )
        )
    return SQL(" UNION ALL ").join(queries)


def get_progress_sql(order_ids):
    """How far confirmed orders of Odoo are; a share of -1 says that nothing is known.

    :param list order_ids: ids of `sale.order`
    :return: SQL query of id, state, delivered, invoiced and paid in percent
    """
    return SQL(
        _PROGRESS,
        lines=SQL(
            _LINES,
            shipped=SQL(_DONE, done=SQL("qty_delivered")),
            billed=SQL(_DONE, done=SQL("qty_invoiced")),
        ),
        money=SQL(_MONEY),
        order_ids=order_ids,
    )
