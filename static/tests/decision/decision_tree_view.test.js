import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAll } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Person extends models.Model {
    _name = "test.person";
    name = fields.Char();
    superior_id = fields.Many2one({ relation: "test.person" });
    subordinate_ids = fields.One2many({ relation: "test.person", relation_field: "superior_id" });

    _records = [
        { id: 1, name: "Boss", superior_id: false, subordinate_ids: [2] },
        { id: 2, name: "Head", superior_id: 1, subordinate_ids: [3] },
        { id: 3, name: "Buyer", superior_id: 2, subordinate_ids: [] },
        { id: 4, name: "User", superior_id: false, subordinate_ids: [] },
    ];
    _views = { search: `<search/>` };
}

defineMailModels();
defineModels([Person]);

const arrow = (id, source, target, strength, detail = false) => ({
    id,
    source_id: [source, ""],
    target_id: [target, ""],
    strength,
    detail,
});

async function mountTree(tree = {}) {
    onRpc("get_decision_tree", ({ args }) => {
        expect.step(`read ${args[0]}`);
        return {
            gaps: ["Nobody supports us."],
            influences: [arrow(1, 3, 1, "strong", "Budget"), arrow(2, 1, 3, "weak")],
            is_editable: true,
            ...tree,
        };
    });
    await mountView({
        type: "hierarchy",
        resModel: "test.person",
        context: { default_parent_id: 7 },
        arch: `<hierarchy js_class="decision_tree" parent_field="superior_id"
                          child_field="subordinate_ids" draggable="1">
            <field name="name"/>
            <templates><t t-name="hierarchy-box"><div><field name="name"/></div></t></templates>
        </hierarchy>`,
    });
    await animationFrame();
}

const titles = () => queryAll(".o_decision_influence title").map((el) => el.textContent);
const card = (name) => `.o_hierarchy_node:contains(${name})`;

test.tags("desktop");
test("all branches are open, with a line to each superior and the arrows over them", async () => {
    await mountTree();
    expect.verifySteps(["read 7"]);
    expect(".o_hierarchy_node").toHaveCount(4);
    expect(".o_decision_forest > .o_decision_branch").toHaveCount(2);
    expect(".o_decision_drawing > .o_decision_line").toHaveCount(2);
    expect(titles()).toEqual([
        "Buyer influences Boss (strong): Budget",
        "Boss influences Buyer (weak)",
    ]);
    expect(".o_decision_gaps li").toHaveText("Nobody supports us.");
    expect(".o_decision_legend").toHaveCount(1);
});

test.tags("desktop");
test("who is folded away takes the arrows along", async () => {
    await mountTree();
    await contains(`${card("Head")} button[name=hierarchy_search_subsidiaries]`).click();
    await animationFrame();
    expect(".o_hierarchy_node").toHaveCount(3);
    expect(titles()).toEqual([]);
    await contains(`${card("Head")} button[name=hierarchy_search_subsidiaries]`).click();
    await animationFrame();
    expect(titles()).toHaveLength(2);
    await contains("#o_decision_switch").click();
    expect(titles()).toEqual([]);
    expect.verifySteps(["read 7"]);
});

test.tags("desktop");
test("a new superior is written, and everything is read again", async () => {
    await mountTree();
    onRpc("write", ({ args }) => {
        expect.step(args);
    });
    await contains(card("User")).dragAndDrop(card("Boss"));
    await animationFrame();
    expect.verifySteps(["read 7", [[4], { superior_id: 1 }], "read 7"]);
    expect(".o_decision_drawing > .o_decision_line").toHaveCount(3);
});

test.tags("desktop");
test("what the server refuses is drawn as it was", async () => {
    expect.errors(1);
    await mountTree();
    onRpc("write", () => {
        throw makeServerError({ type: "ValidationError", message: "No." });
    });
    await contains(card("User")).dragAndDrop(card("Boss"));
    await animationFrame();
    expect.verifyErrors(["No."]);
    expect.verifySteps(["read 7", "read 7"]);
    expect(".o_decision_drawing > .o_decision_line").toHaveCount(2);
});

test.tags("desktop");
test("without arrows there is nothing to switch off", async () => {
    await mountTree({ influences: [], gaps: [] });
    expect("#o_decision_switch").toHaveCount(0);
    expect(".o_decision_gaps").toHaveCount(0);
    expect.verifySteps(["read 7"]);
});
