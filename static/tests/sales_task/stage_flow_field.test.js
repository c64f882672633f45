import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { hover, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { openPromotion } from "@crm_customer_protection/sales_task/promotion";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

const step = (id, state, values = {}) => ({
    id,
    name: `Stage ${id}`,
    state,
    since: false,
    days: 0,
    by: false,
    notes: [],
    rotting: false,
    ...values,
});
const note = (text) => ({ date: "2026-03-02 09:00:00", by: "Eve", kind: "forward", note: text });

class Task extends models.Model {
    _name = "test.task";
    flow = fields.Json();

    _records = [
        {
            id: 1,
            flow: [
                step(1, "done", { since: "2026-03-02 09:00:00", days: 3.4, by: "Eve" }),
                step(2, "skipped"),
                step(3, "current", { days: 0.3, rotting: 20, notes: [note("Agreed"), note("")] }),
                step(4, "todo"),
            ],
        },
        { id: 2, flow: [step(1, "lost", { days: 1 }), step(2, "todo")] },
        { id: 3, flow: false },
    ];
}

defineMailModels();
defineModels([Task]);

const show = (resId) =>
    mountView({
        type: "form",
        resModel: "test.task",
        resId,
        arch: `<form><field name="flow" widget="stage_flow"/></form>`,
    });

test("a step for each stage, with state, days and who", async () => {
    await show(1);
    expect(queryAllTexts(".o_stage_flow_name")).toEqual([
        "Stage 1",
        "Stage 2",
        "Stage 3",
        "Stage 4",
    ]);
    expect(".o_stage_flow_step:eq(0)").toHaveClass("o_stage_flow_done");
    expect(".o_stage_flow_step:eq(0)").toHaveText(/3 days/);
    expect(".o_stage_flow_step:eq(0)").toHaveText(/Eve/);
    expect(".o_stage_flow_step:eq(1)").toHaveClass("o_stage_flow_skipped");
    expect(".o_stage_flow_step:eq(1) button").toHaveAttribute("title", "Skipped");
    expect(".o_stage_flow_step:eq(2)").toHaveText(/under a day/);
    expect(".o_stage_flow_step[aria-current='step']").toHaveCount(1);
    expect(".o_stage_flow_step:eq(3)").not.toHaveText(/day/);
});

test("where it stalls, and that it is lost", async () => {
    await show(1);
    expect(".o_stage_flow_stalls").toHaveCount(1);
    expect(".o_stage_flow_step:eq(2) .badge").toHaveText("stalls");
    await show(2);
    expect(".o_stage_flow_lost .fa-times").toHaveCount(1);
});

test("the notes on hover, none where there are none", async () => {
    await show(1);
    await hover(".o_stage_flow_step:eq(0) button");
    await animationFrame();
    expect(".o_stage_flow_notes").toHaveCount(0);
    await hover(".o_stage_flow_step:eq(2) button");
    await animationFrame();
    expect(".o_stage_flow_notes .o_stage_flow_note").toHaveText("Agreed");
    expect(".o_stage_flow_notes").toHaveText(/No note/);
    await hover(".o_stage_flow_step:eq(3) button");
    await animationFrame();
    expect(".o_stage_flow_notes").toHaveCount(0);
});

test("of no scheme: nothing", async () => {
    await show(3);
    expect(".o_stage_flow_step").toHaveCount(0);
});

test("the dialog is opened for the task and the stage, and waited for", async () => {
    let close;
    const action = {
        async doAction({ res_model, target, context }, { onClose }) {
            expect.step([res_model, target, context]);
            close = onClose;
        },
    };
    const context = { default_lead_ids: [7], default_stage_id: 3 };
    const opened = openPromotion(action, 7, 3).then(() => expect.step("closed"));
    await animationFrame();
    expect.verifySteps([["crm.stage.promotion", "new", context]]);
    close();
    await opened;
    expect.verifySteps(["closed"]);
});

test("an error of the dialog is not swallowed", async () => {
    const action = { doAction: () => Promise.reject(new Error("no right")) };
    await expect(openPromotion(action, 7, 3)).rejects.toThrow("no right");
});
