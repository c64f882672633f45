"""The search indexes, built beside working users as the job builds them."""

EXPLAIN = """
    EXPLAIN SELECT id FROM res_partner
     WHERE active IS TRUE AND (complete_name ILIKE '%Pacific Steel%' OR email ILIKE '%Pacific Steel%'
        OR ref ILIKE '%Pacific Steel%' OR vat ILIKE '%Pacific Steel%'
        OR company_registry ILIKE '%Pacific Steel%')
"""
CHOOSE = """
env["res.config.settings"].create({"customer_search_indexes": %s}).execute()
env.cr.commit()
env["res.partner"]._cron_sync_search_indexes()
"""


def built(server):
    return server.psql(
        "SELECT c.relname, i.indisvalid FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid"
        " WHERE c.relname LIKE 'res_partner_%_search_idx' ORDER BY 1"
    )


def test_built_used_and_dropped(make_server):
    server = make_server()
    server.shell(CHOOSE % True)
    indexes = dict(built(server))
    assert len(indexes) == 5
    assert all(indexes.values())
    server.psql("SET enable_seqscan = off; ANALYZE res_partner")
    plan = "\n".join(row for (row,) in server.psql("SET enable_seqscan = off; " + EXPLAIN))
    assert "Seq Scan" not in plan
    assert "res_partner_complete_name_search_idx" in plan
    assert "res_partner_email_search_idx" in plan
    server.shell(CHOOSE % False)
    assert not built(server)
