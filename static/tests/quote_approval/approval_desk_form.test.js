import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class Quotation extends models.Model {
    _name = "test.quotation";
    name = fields.Char();
    is_waiting_for_me = fields.Boolean();
    approval_state = fields.Selection({
        selection: [
            ["submitted", "Waiting"],
            ["approved", "Approved"],
            ["rejected", "Rejected"],
        ],
    });

    _records = [1, 2, 3].map((id) => ({
        id,
        name: `S0000${id}`,
        is_waiting_for_me: true,
        approval_state: "submitted",
    }));

    action_approve([id]) {
        this.write([id], { is_waiting_for_me: false, approval_state: "approved" });
        return false;
    }

    action_look() {
        return false;
    }
}

defineMailModels();
defineModels([Quotation]);

const arch = `
    <form js_class="quote_approval_desk">
        <header>
            <button name="action_approve" type="object" string="Approve"/>
            <button name="action_look" type="object" string="Look"/>
        </header>
        <field name="name"/>
        <field name="is_waiting_for_me" invisible="1"/>
        <field name="approval_state"/>
    </form>`;

const openDesk = (resId) =>
    mountView({ type: "form", resModel: "test.quotation", resId, resIds: [1, 2, 3], arch });

async function approve() {
    await contains("button[name='action_approve']").click();
    await animationFrame();
}

test("after a decision the next one comes up, and what is decided leaves the pager", async () => {
    await openDesk(1);
    await approve();
    expect("[name='name'] input").toHaveValue("S00002");
    expect(".o_pager_limit").toHaveText("2");
    expect(".o_notification").toHaveText(/S00001: Approved/);
});

test("after the last one of the list the one before it comes up", async () => {
    await openDesk(3);
    await approve();
    expect("[name='name'] input").toHaveValue("S00002");
});

test("what is not decided stays", async () => {
    await openDesk(1);
    await contains("button[name='action_look']").click();
    await animationFrame();
    expect("[name='name'] input").toHaveValue("S00001");
    expect(".o_pager_limit").toHaveText("3");
});

test("paging to one that is decided already does not jump on", async () => {
    Quotation._records[1].is_waiting_for_me = false;
    await openDesk(1);
    await contains(".o_pager_next").click();
    await animationFrame();
    expect("[name='name'] input").toHaveValue("S00002");
});

test("a decision that fails leaves the quotation where it is", async () => {
    onRpc("test.quotation", "action_approve", () => false);
    await openDesk(2);
    await approve();
    expect("[name='name'] input").toHaveValue("S00002");
});
