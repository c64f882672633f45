import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import {
    defineModels,
    fields,
    models,
    mountView,
    toggleActionMenu,
} from "@web/../tests/web_test_helpers";

class Customer extends models.Model {
    _name = "test.customer";
    name = fields.Char();

    _records = [{ id: 1, name: "One" }];
}

defineMailModels();
defineModels([Customer]);

async function openGear(attributes) {
    await mountView({
        type: "list",
        resModel: "test.customer",
        arch: `<list ${attributes}><field name="name"/></list>`,
        config: { actionType: "ir.actions.act_window" },
    });
    await toggleActionMenu();
}

test.tags("desktop");
test("a list without New imports where it says so", async () => {
    await openGear(`create="0" import="1"`);
    expect(".o_import_menu").toHaveCount(1);
});

test.tags("desktop");
test("a list with New has the item once", async () => {
    await openGear(`import="1"`);
    expect(".o_import_menu").toHaveCount(1);
});

test.tags("desktop");
test("a list without New imports nothing by itself", async () => {
    await openGear(`create="0" delete="0"`);
    expect(".o_import_menu").toHaveCount(0);
});
