import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAll, queryAllTexts } from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Customer extends models.Model {
    _name = "test.merge.partner";
    name = fields.Char();

    _records = [
        { id: 1, name: "Eins" },
        { id: 2, name: "Zwei" },
    ];
}

class MergeCustomer extends models.Model {
    _name = "test.merge.customer";
    partner_id = fields.Many2one({ relation: "test.merge.partner" });
    is_survivor = fields.Boolean();

    _records = [
        { id: 1, partner_id: 1, is_survivor: true },
        { id: 2, partner_id: 2 },
    ];
}

class MergeValue extends models.Model {
    _name = "test.merge.value";
    label = fields.Char();
    texts = fields.Json();
    partner_id = fields.Many2one({ relation: "test.merge.partner" });

    _records = [
        { id: 1, label: "City", texts: { 1: "Bern", 2: "Basel" }, partner_id: 1 },
        { id: 2, label: "Phone", texts: { 1: "", 2: "0755 1" }, partner_id: 2 },
    ];
}

class Merge extends models.Model {
    _name = "test.merge";
    customer_ids = fields.One2many({ relation: "test.merge.customer" });
    value_ids = fields.One2many({ relation: "test.merge.value" });

    _records = [{ id: 1, customer_ids: [1, 2], value_ids: [1, 2] }];
}

defineMailModels();
defineModels([Customer, MergeCustomer, MergeValue, Merge]);

const ROW = ".o_merge_matrix tbody tr";

async function mountMatrix() {
    await mountView({
        type: "form",
        resModel: "test.merge",
        resId: 1,
        arch: `
            <form>
                <field name="customer_ids">
                    <list><field name="partner_id"/><field name="is_survivor"/></list>
                </field>
                <field name="value_ids" widget="merge_matrix">
                    <list editable="bottom">
                        <field name="label"/><field name="texts"/><field name="partner_id"/>
                    </list>
                </field>
            </form>`,
    });
}

function saved() {
    const commands = [];
    onRpc("test.merge", "web_save", ({ args }) => {
        for (const [, id, { partner_id }] of args[1].value_ids) {
            commands.push([id, partner_id]);
        }
    });
    return commands;
}

const chosen = () => queryAllTexts(`${ROW} .o_merge_chosen label > span:nth-of-type(1)`);

test("a column for each customer, a row for each field", async () => {
    await mountMatrix();
    expect(queryAllTexts(".o_merge_matrix thead th > span:first-of-type")).toEqual([
        "Eins",
        "Zwei",
    ]);
    expect(".o_merge_matrix thead th:contains(Eins) .badge").toHaveCount(1);
    expect(".o_merge_matrix thead .badge").toHaveCount(1);
    expect(queryAllTexts(`${ROW} th`)).toEqual(["City", "Phone"]);
    expect(chosen()).toEqual(["Bern", "0755 1"]);
    expect(`${ROW} td:contains(empty)`).toHaveCount(1);
    expect(`${ROW} input:checked`).toHaveCount(2);
});

test("one click chooses", async () => {
    const commands = saved();
    await mountMatrix();
    await contains(`${ROW} label:contains(Basel)`).click();
    expect(chosen()).toEqual(["Basel", "0755 1"]);
    await contains(".o_form_button_save").click();
    expect(commands).toEqual([[1, 2]]);
});

test("all values of one customer", async () => {
    const commands = saved();
    await mountMatrix();
    await contains(".o_merge_matrix thead th:contains(Zwei) button").click();
    expect(chosen()).toEqual(["Basel", "0755 1"]);
    await contains(".o_merge_matrix thead th:contains(Eins) button").click();
    expect(chosen()).toEqual(["Bern", "empty"]);
    await contains(".o_form_button_save").click();
    expect(Object.fromEntries(commands)).toEqual({ 1: 1, 2: 1 });
});

test("the choices of a row are one group, in which a browser lets arrows choose", async () => {
    await mountMatrix();
    const names = queryAll(`${ROW} input[type=radio]`).map((input) => input.name);
    expect(names[0]).toBe(names[1]);
    expect(names[2]).toBe(names[3]);
    expect(names[0]).not.toBe(names[2]);
});
