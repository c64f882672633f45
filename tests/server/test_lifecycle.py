"""Installed into a running Odoo and removed again, the addon leaves everything as it was."""

from odoo_server import ADDON

# What may not differ. Each query gives comparable rows; no ids, since sequences go on.
SNAPSHOT = {
    "columns": """
        SELECT table_name, column_name, data_type, is_nullable, column_default
          FROM information_schema.columns WHERE table_schema = 'public'""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
          FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "triggers": """
        SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal""",
    "functions": """
        SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace""",
    "database sequences": "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'",
    "attachments": """
        SELECT name, res_model, res_field, url FROM ir_attachment
         WHERE COALESCE(url, '') NOT LIKE '/web/assets/%'""",
    "external identifiers": "SELECT module, name, model FROM ir_model_data",
    "fields": """
        SELECT model, name, ttype, required, readonly, store, compute, relation, selectable
          FROM ir_model_fields""",
    "views": """
        SELECT COALESCE(d.module || '.' || d.name, v.key, v.name), v.model, v.type, v.active,
               v.priority, v.arch_db::text
          FROM ir_ui_view v
          LEFT JOIN ir_model_data d ON d.model = 'ir.ui.view' AND d.res_id = v.id""",
    "menus": """
        SELECT m.name::text, p.name::text, m.sequence, m.active, m.action
          FROM ir_ui_menu m LEFT JOIN ir_ui_menu p ON p.id = m.parent_id""",
    "groups": "SELECT name::text FROM res_groups",
    "implied groups": """
        SELECT g.name::text, h.name::text FROM res_groups_implied_rel r
          JOIN res_groups g ON g.id = r.gid JOIN res_groups h ON h.id = r.hid""",
    "users' groups": """
        SELECT u.login, g.name::text FROM res_groups_users_rel r
          JOIN res_users u ON u.id = r.uid JOIN res_groups g ON g.id = r.gid""",
    "access": """
        SELECT a.name, m.model, a.perm_read, a.perm_write, a.perm_create, a.perm_unlink
          FROM ir_model_access a JOIN ir_model m ON m.id = a.model_id""",
    "record rules": "SELECT name, domain_force, active FROM ir_rule",
    "actions": "SELECT type, name::text FROM ir_actions",
    "scheduled jobs": "SELECT a.name::text FROM ir_cron c JOIN ir_act_server a"
    " ON a.id = c.ir_actions_server_id",
    "sequences": "SELECT name, code, prefix FROM ir_sequence",
    "parameters": "SELECT key FROM ir_config_parameter",
    "defaults": "SELECT f.model, f.name, d.json_value FROM ir_default d"
    " JOIN ir_model_fields f ON f.id = d.field_id",
    "mail templates": "SELECT name::text FROM mail_template",
    "subtypes": "SELECT name::text, res_model FROM mail_message_subtype",
    "activity types": "SELECT name::text FROM mail_activity_type",
    "partners": """
        SELECT name, ref, active, parent_id, user_id, company_id, vat, phone, email
          FROM res_partner""",
    "opportunities": """
        SELECT name, type, active, partner_id, user_id, team_id, stage_id, probability
          FROM crm_lead""",
    "quotations": "SELECT name, state, partner_id, user_id, team_id, amount_total FROM sale_order",
    "teams": "SELECT name::text, active, user_id, company_id FROM crm_team",
}


def take_snapshot(server):
    return {what: sorted(map(repr, server.psql(query))) for what, query in SNAPSHOT.items()}


def differences(before, after):
    """Readable lines: what is new, what is gone."""
    lines = []
    for what in before:
        old, new = set(before[what]), set(after[what])
        lines += [f"{what}: left behind {row}" for row in sorted(new - old)[:20]]
        lines += [f"{what}: lost {row}" for row in sorted(old - new)[:20]]
    return lines


def module_state(server):
    return server.psql("SELECT state FROM ir_module_module WHERE name = %s", [ADDON])[0][0]


def test_install_and_uninstall_leave_no_trace(make_server):
    server = make_server(plain=True, workers=2)
    (opportunities,) = server.psql("SELECT count(*) FROM crm_lead WHERE type = 'opportunity'")[0]
    assert opportunities, "the test is about a company that already works with opportunities"
    server.start()
    key = server.api_key("admin")
    server.json2("ir.module.module", "update_list", key)
    before = take_snapshot(server)
    (module_id,) = server.json2("ir.module.module", "search", key, domain=[("name", "=", ADDON)])

    server.json2("ir.module.module", "button_immediate_install", key, ids=[module_id], timeout=600)
    assert module_state(server) == "installed"
    installed = take_snapshot(server)
    assert differences(before, installed), "the snapshot sees no addon at all"
    # What people see of their data has not changed by the installation.
    for what in ("opportunities", "quotations", "teams"):
        assert installed[what] == before[what], what
    assert server.json2("res.partner", "search_count", key, domain=[])
    # A running company is asked first: the customer management starts switched off.
    switched_on = server.psql("SELECT count(*) FROM res_company WHERE use_customer_management")
    assert switched_on == [(0,)]

    server.json2(
        "ir.module.module", "button_immediate_uninstall", key, ids=[module_id], timeout=600
    )
    assert module_state(server) == "uninstalled"
    assert not "\n".join(differences(before, take_snapshot(server)))
    # The server goes on working without it.
    assert server.json2("crm.lead", "search_count", key, domain=[("type", "=", "opportunity")])


def test_fresh_database_is_switched_on(make_server):
    """The demo database of the tests holds opportunities, so an empty one is made here."""
    server = make_server(plain=True)
    server.psql("DELETE FROM crm_lead")
    server.start()
    key = server.api_key("admin")
    server.json2("ir.module.module", "update_list", key)
    (module_id,) = server.json2("ir.module.module", "search", key, domain=[("name", "=", ADDON)])
    server.json2("ir.module.module", "button_immediate_install", key, ids=[module_id], timeout=600)
    assert server.psql("SELECT count(*) FROM res_company WHERE NOT use_customer_management") == [
        (0,)
    ]


def test_json2_answers_with_several_workers(server):
    """The harness itself: keys, results and errors come through."""
    key = server.api_key("admin")
    assert server.json2("res.users", "search_count", key, domain=[("login", "=", "admin")]) == 1
    status, _answer = server.post("/json/2/res.users/search_count", {"domain": []})
    assert status == 401
