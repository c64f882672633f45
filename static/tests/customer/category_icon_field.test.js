import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAllAttributes } from "@odoo/hoot-dom";
import { contains, defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

class Category extends models.Model {
    _name = "test.category";
    name = fields.Char();

    _records = [{ id: 7, name: "Blacklist" }];
}

class Customer extends models.Model {
    _name = "test.customer";
    icon = fields.Selection({
        selection: [
            ["fa-star", "Star"],
            ["fa-ban", "Ban"],
        ],
    });
    color = fields.Integer();
    glyph = fields.Char();
    category_id = fields.Many2one({ relation: "test.category" });
    note = fields.Char();

    _records = [
        { id: 1, icon: "fa-star", color: 4, glyph: "fa-truck", category_id: false, note: "New" },
        { id: 2, icon: "fa-ban", color: 0, glyph: "fa-leaf", category_id: 7 },
        { id: 3, icon: false, color: 2, glyph: false, category_id: false },
    ];
}

defineMailModels();
defineModels([Category, Customer]);

let view;
beforeEach(() => {
    view = (type, fieldsXml, params = {}) =>
        mountView({
            type,
            resModel: "test.customer",
            arch: {
                list: `<list>${fieldsXml}</list>`,
                form: `<form>${fieldsXml}</form>`,
                kanban: `<kanban><templates><t t-name="card">${fieldsXml}</t></templates></kanban>`,
            }[type],
            ...params,
        });
});

const ICON = `<field name="icon" widget="category_icon" readonly="1"/>`;
const COLOURED = `<field name="color"/><field name="icon" widget="category_icon"
    options="{'color_field': 'color', 'title_field': 'category_id'}"/>`;

test("list: one icon a row, none where nothing is set", async () => {
    await view("list", ICON);
    expect(".o_data_row").toHaveCount(3);
    expect(".o_data_row .o_category_icon").toHaveCount(2);
    expect(".o_data_row:eq(0) .o_category_icon i").toHaveClass("fa-star");
    expect(".o_data_row:eq(1) .o_category_icon i").toHaveClass("fa-ban");
    expect(".o_data_row:eq(2) .o_category_icon").toHaveCount(0);
    expect(".o_data_row:eq(0) [name='icon']").toHaveText("", { message: "an icon, no class name" });
});

test("list: colour and title of other fields", async () => {
    await view("list", COLOURED);
    expect(".o_data_row:eq(0) .o_category_icon").toHaveClass("o_tag_color_4");
    expect(".o_data_row:eq(1) .o_category_icon").toHaveClass("o_tag_color_0");
    expect(".o_data_row:eq(1) .o_category_icon").toHaveAttribute("title", "Blacklist");
    expect(".o_data_row:eq(1) .o_category_icon").toHaveAttribute("aria-label", "Blacklist");
    expect(".o_data_row:eq(0) .o_category_icon").toHaveAttribute("title", "Star", {
        message: "without a category the icon's own name",
    });
});

test("without options: no colour, and the icon's own name as title", async () => {
    await view("list", ICON);
    expect(queryAllAttributes(".o_category_icon", "title")).toEqual(["Star", "Ban"]);
    expect(".o_category_icon.o_tag_color_0").toHaveCount(2);
    expect(".o_category_icon[role='img']").toHaveCount(2);
});

test("title of a char field", async () => {
    await view(
        "list",
        `<field name="note"/><field name="icon" widget="category_icon" options="{'title_field': 'note'}"/>`
    );
    expect(queryAllAttributes(".o_category_icon", "title")).toEqual(["New", "Ban"]);
});

test("char field without a title", async () => {
    await view("list", `<field name="glyph" widget="category_icon"/>`);
    expect(".o_data_row:eq(0) .o_category_icon i").toHaveClass("fa-truck");
    expect(queryAllAttributes(".o_category_icon", "aria-label")).toEqual(["", ""]);
    expect(".o_data_row:eq(2) .o_category_icon").toHaveCount(0);
});

test("form: follows the field while it is edited", async () => {
    await view(
        "form",
        `<field name="color"/>
        <field name="icon" widget="category_icon" options="{'color_field': 'color'}" readonly="1"/>
        <field name="icon" widget="radio"/>`,
        { resId: 1 }
    );
    expect(".o_field_category_icon .o_category_icon i").toHaveClass("fa-star");
    expect(".o_field_category_icon .o_category_icon").toHaveClass("o_tag_color_4");
    await contains(".o_field_radio input[data-value='fa-ban']").click();
    expect(".o_field_category_icon .o_category_icon i").toHaveClass("fa-ban");
    expect(".o_field_category_icon .o_category_icon i").not.toHaveClass("fa-star");
    await contains(".o_field_widget[name='color'] input").edit("9");
    expect(".o_field_category_icon .o_category_icon").toHaveClass("o_tag_color_9");
});

test("form: nothing where nothing is set", async () => {
    await view("form", ICON, { resId: 3 });
    expect(".o_field_category_icon").toHaveCount(1);
    expect(".o_category_icon").toHaveCount(0);
});

test("kanban: the icon on the card", async () => {
    await view("kanban", COLOURED);
    expect(".o_kanban_record:not(.o_kanban_ghost)").toHaveCount(3);
    expect(".o_kanban_record .o_category_icon").toHaveCount(2);
    expect(".o_kanban_record:eq(0) .o_category_icon").toHaveClass("o_tag_color_4");
    expect(".o_kanban_record:eq(1) .o_category_icon").toHaveAttribute("title", "Blacklist");
});
