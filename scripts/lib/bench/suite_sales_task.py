"""Sales tasks: the kanban of ten thousand, changing a stage, creating one.

Plain Odoo has the same tasks in as many stages. With the addon the team runs through a scheme with
history, without conditions and with one for each stage.
"""

from case import Case, Samples, timed

from views import get_specification

TASKS = 10_000
STAGES = 7
WRITES = 60

FILL = """
    INSERT INTO crm_lead (name, type, active, team_id, user_id, company_id, stage_id, partner_id,
                          probability, automated_probability, won_status, priority,
                          expected_revenue, date_open, date_last_stage_update,
                          create_date, create_uid, write_date, write_uid)
    SELECT 'Task ' || n, 'opportunity', TRUE, %(team)s, %(user)s, %(company)s,
           (%(stages)s::int[])[1 + n %% (%(count)s - 1)],
           (SELECT array_agg(id) FROM (SELECT id FROM res_partner WHERE is_company AND active
                                        ORDER BY id LIMIT 500) firms)[1 + n %% 500],
           20, 20, 'pending', (n %% 4)::text, n, now(),
           now() - interval '1 day' * (n %% 30), now() - interval '60 days', 1, now(), 1
      FROM generate_series(1, %(tasks)s) n
 RETURNING id
"""


def fill(env, has_addon, gates=False, plain_team=False):
    """Ten thousand tasks of the caller, in this transaction alone.

    :param bool gates: whether each stage asks for a field that is filled in
    :param bool plain_team: a team that has not been set up, where the addon is
    :return: (`crm.lead` records of the first stage, list of stage ids in their order)
    """
    system = env(user=1, su=True)
    names = [f"Stage {number}" for number in range(STAGES)]
    values = [
        {"name": name, "sequence": 1000 + place, "is_won": place == STAGES - 1}
        for place, name in enumerate(names)
    ]
    team = {"name": "Bench tasks", "member_ids": [(6, 0, env.user.ids)], "sequence": 0}
    if has_addon and not plain_team:
        if gates:
            field = system.ref("crm.field_crm_lead__expected_revenue")
            for stage in values:
                stage["gate_ids"] = [(0, 0, {"kind": "field", "field_id": field.id})]
        scheme = system["crm.stage.scheme"].create(
            {"name": "Bench", "stage_ids": [(0, 0, stage) for stage in values]}
        )
        stages = scheme.stage_ids.ids
        team = system["crm.team"].create({**team, "stage_scheme_id": scheme.id})
    else:
        team = system["crm.team"].create(team)
        stages = (
            system["crm.stage"]
            .create([{**stage, "team_ids": [(6, 0, team.ids)]} for stage in values])
            .ids
        )
    env.flush_all()
    env.cr.execute(
        FILL,
        {
            "team": team.id,
            "user": env.uid,
            "company": env.company.id,
            "stages": stages,
            "count": STAGES,
            "tasks": TASKS,
        },
    )
    env.invalidate_all()
    tasks = env["crm.lead"].search([("team_id", "=", team.id), ("stage_id", "=", stages[0])])
    return tasks, stages


def open_kanban(**options):
    def prepare(env, has_addon):
        tasks, _stages = fill(env, has_addon, **options)
        model = env["crm.lead"].with_context(default_team_id=tasks.team_id.id)
        views = model.get_views([(env.ref("crm.crm_case_kanban_view_leads").id, "kanban")])
        specification = get_specification(views, "crm.lead", views["views"]["kanban"]["arch"])
        domain = [("team_id", "=", tasks.team_id.id)]
        sums = ["expected_revenue:sum", "recurring_revenue_monthly:sum", "color:sum"]

        def call():
            answer = model.web_read_group(
                domain,
                ["stage_id"],
                sums,
                auto_unfold=True,
                unfold_read_specification=specification,
            )
            assert sum(len(group.get("__records", [])) for group in answer["groups"]) >= 400
            model.read_progress_bar(
                domain,
                "stage_id",
                {"field": "activity_state", "colors": {"planned": "success", "today": "warning"}},
            )

        return call

    return prepare


def write_stage(**options):
    def prepare(env, has_addon):
        tasks, stages = fill(env, has_addon, **options)
        values = {"stage_id": stages[1]}
        if has_addon and not options.get("plain_team"):
            values["stage_note"] = "They need two lines."

        def write(task):
            task.write(values)
            env.cr.flush()

        calls = [lambda task=task: write(task) for task in tasks[:WRITES]]
        return lambda: Samples(timed(calls)[1:])

    return prepare


def write_stages_at_once(env, has_addon):
    tasks, stages = fill(env, has_addon)
    values = {"stage_id": stages[1]}
    if has_addon:
        values["stage_note"] = "They need two lines."
    return lambda: tasks[:500].write(values)


def create_task(env, has_addon):
    tasks, _stages = fill(env, has_addon)
    values = {
        "type": "opportunity",
        "team_id": tasks.team_id.id,
        "user_id": env.uid,
        "partner_id": tasks[0].partner_id.id,
        "expected_revenue": 5000,
    }

    def create(number):
        env["crm.lead"].create([{**values, "name": f"New {number}"}])
        env.cr.flush()

    calls = [lambda number=number: create(number) for number in range(WRITES)]
    return lambda: Samples(timed(calls)[1:])


def open_form(env, has_addon):
    tasks, _stages = fill(env, has_addon, gates=True)
    model = env["crm.lead"]
    views = model.get_views([(env.ref("crm.crm_lead_view_form").id, "form")])
    specification = get_specification(views, "crm.lead", views["views"]["form"]["arch"])
    return lambda: tasks[:1].web_read(specification)


def promote_many(env, has_addon):
    tasks, _stages = fill(env, has_addon, gates=True)
    dialog = env["crm.stage.promotion"].create({"lead_ids": tasks[:100].ids, "note": "Go"})
    env.flush_all()

    def call():
        dialog.action_promote()
        assert dialog.done_count == 100, dialog.refused_count

    return call


def read_funnel(env, has_addon):
    tasks, stages = fill(env, has_addon)
    env.cr.execute(
        """
        INSERT INTO crm_stage_history (lead_id, kind, to_stage_id, user_id, date, days)
        SELECT id, 'setup', stage_id, 1, now(), 0 FROM crm_lead WHERE team_id = %s
        """,
        [tasks.team_id.id],
    )
    report = env["crm.funnel.report"]
    measures = ["__count", "amount:sum", "conversion:avg", "days:avg"]
    return lambda: report.formatted_read_group(
        [("team_id", "=", tasks.team_id.id)], ["stage_id"], measures
    )


CASES = [
    Case("task_kanban", f"kanban of {TASKS:,} tasks", open_kanban()),
    Case("task_kanban_other", "the same, a team that has not been set up",
         open_kanban(plain_team=True)),
    Case("task_stage", "change the stage of a task", write_stage()),
    Case("task_stage_gate", "the same, with a condition", write_stage(gates=True)),
    Case("task_stage_other", "the same, a team that has not been set up",
         write_stage(plain_team=True)),
    Case("task_stages", "change the stage of 500 at once", write_stages_at_once, records=500),
    Case("task_create", "create a task", create_task),
    Case("task_form", "open a task", open_form),
    Case("task_promote", "promote 100 by the dialog", promote_many, addon_only=True, records=100),
    Case("task_funnel", f"funnel of {TASKS:,} tasks", read_funnel, addon_only=True),
]  # fmt: skip
