import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { advanceTime } from "@odoo/hoot-mock";
import { isTelling } from "@crm_customer_protection/duplicate/live_judgement";
import { contains, defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

class Check extends models.Model {
    _name = "test.live";
    name = fields.Char({
        onChange: (record) => {
            if (record.name) {
                expect.step(record.name);
            }
        },
    });
    phone = fields.Char();
    matches = fields.Json();

    _records = [];
}

defineMailModels();
defineModels([Check]);

async function mountCheck() {
    await mountView({
        type: "form",
        resModel: "test.live",
        arch: `<form>
            <field name="name"/>
            <field name="phone"/>
            <field name="matches" widget="collision_matches"/>
        </form>`,
    });
}

test("from three characters or four letters on", () => {
    expect(isTelling("name", "坚朗")).toBe(false);
    expect(isTelling("name", "坚朗五")).toBe(true);
    expect(isTelling("name", "Acm")).toBe(false);
    expect(isTelling("name", "A.c.m")).toBe(false);
    expect(isTelling("name", "Acme")).toBe(true);
    expect(isTelling("phone", "07")).toBe(true);
    expect(isTelling("name", "")).toBe(true, { message: "what was deleted is judged too" });
});

test("judged at a pause, without leaving the field", async () => {
    await mountCheck();
    await contains("[name=name] input").edit("Acme", { confirm: false });
    expect.verifySteps([]);
    await advanceTime(400);
    expect.verifySteps(["Acme"]);
    expect("[name=name] input").toBeFocused();
    expect("[name=name] input").toHaveValue("Acme");
});

test("too short a name is not judged, nor is one that goes on", async () => {
    await mountCheck();
    await contains("[name=name] input").edit("Acm", { confirm: false });
    await advanceTime(400);
    expect.verifySteps([]);
    await contains("[name=name] input").edit("Acme ", { confirm: false });
    await advanceTime(400);
    expect.verifySteps([]);
    expect("[name=name] input").toHaveValue("Acme ");
});
