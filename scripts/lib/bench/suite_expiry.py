"""The nightly run: one batch of it, who is due among all customers, the preview and the dry run.

A night of 100,000 releases is a hundred such batches, each a transaction of its own.
"""

from case import Case

BATCH = 1_000

DUE = """
    WITH due AS (
        SELECT id, (%(owners)s::int[])[1 + id %% %(people)s] AS owner
          FROM res_partner WHERE is_managed_customer AND active ORDER BY hashint4(id) LIMIT %(count)s)
    UPDATE res_partner p
       SET protection_state = 'protected', protection_owner_id = due.owner, user_id = due.owner,
           protection_policy_id = %(policy)s, claim_day = current_date - 60,
           protected_until = current_date - 30, locked_until = NULL, paused_on = NULL
      FROM due WHERE p.managed_customer_id = due.id
 RETURNING CASE WHEN p.is_managed_customer THEN p.id END
"""


def prepare_run(env, count):
    """Customers that are due, with their contacts, in this transaction alone.

    :return: (`crm.protection.run` record, list of ids, `crm.protection.policy` record)
    """
    from odoo.addons.crm_customer_protection.models.protection.guard import unlocked

    company = env.ref("base.main_company")
    company.use_protection = True
    pool = env["crm.customer.pool"].create({"name": "Bench", "company_id": company.id})
    policy = env["crm.protection.policy"].create(
        {"name": "Bench", "company_id": company.id, "pool_id": pool.id, "sequence": 0}
    )
    run = unlocked(env["crm.protection.run"]._start(company, env.user))
    owners = env["res.users"].search([("login", "like", "bench")]).ids
    env.flush_all()
    env.cr.execute(
        DUE, {"owners": owners, "people": len(owners), "policy": policy.id, "count": count}
    )
    ids = [partner_id for (partner_id,) in env.cr.fetchall() if partner_id]
    return run, ids, policy


def release_batch(env, _has_addon):
    run, ids, _policy = prepare_run(env, BATCH)

    def call():
        run._release_batch(ids)
        env.flush_all()
        assert run.release_count == BATCH, run.release_count

    return call


def find_due(env, _has_addon):
    run, _ids, _policy = prepare_run(env, BATCH)
    return lambda: run._find_due()


def find_due_by_contact(env, _has_addon):
    """With days without contact the dates of all protected customers are worked out."""
    run, _ids, policy = prepare_run(env, BATCH)
    policy.contact_days = 90
    return lambda: run._find_due()


def preview(env, _has_addon):
    prepare_run(env, BATCH)
    dialog = env["crm.protection.preview"].create({"days": 7})
    return lambda: dialog._fill()


def dry_run(env, _has_addon):
    _run, _ids, policy = prepare_run(env, BATCH)
    return lambda: env["crm.protection.dry.run"]._create_for(policy)


CASES = [
    Case("expiry_release", f"release {BATCH:,} customers that are due", release_batch,
         addon_only=True, user=None, records=BATCH),
    Case("expiry_due", "find who is due among all customers", find_due, addon_only=True, user=None),
    Case("expiry_due_contact", "the same, with days without contact", find_due_by_contact,
         addon_only=True, user=None),
    Case("expiry_preview", "preview the next 7 days, all owners", preview, addon_only=True, user=None),
    Case("expiry_dry_run", "dry run of a policy over all customers", dry_run, addon_only=True,
         user=None, repeat=3),
]  # fmt: skip
