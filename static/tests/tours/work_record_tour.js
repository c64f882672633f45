import { registry } from "@web/core/registry";

import { choose, openCrm, openMenu } from "./tour_helpers";

const tours = registry.category("web_tour.tours");

const ENTRY = ".modal .o_work_record_entry";
const field = (name, root = "") => `${root} .o_field_widget[name='${name}']`;
const badge = (name, text) => ({
    content: `choose ${text}`,
    trigger: `${ENTRY} .o_field_widget[name='${name}'] .o_selection_badge:contains(${text})`,
    run: "click",
});
const save = { trigger: ".modal-footer .o_form_button_save", run: "click" };
const closed = { content: "the dialog is closed", trigger: "body:not(:has(.modal))" };

tours.add("work_record_plan_and_do_tour", {
    url: "/odoo/crm-my-customers",
    steps: () => [
        {
            trigger: ".o_list_view .o_data_row:contains(Planbar AG) .o_data_cell[name='name']",
            run: "click",
        },
        { trigger: "button[name='action_add_work_record']", run: "click" },
        {
            content: "subject and contact are there already",
            trigger: `${field("name", ENTRY)} input:value(Visit: Planbar AG)`,
        },
        { trigger: `${field("contact_id", ENTRY)} input:value(Erika Muster)` },
        badge("state", "Planned"),
        {
            trigger: `${field("description", ENTRY)} textarea`,
            run: "edit Ask for the drawing",
        },
        save,
        closed,
        { trigger: "button[name='action_view_work_records']:contains(1)", run: "click" },
        {
            trigger:
                ".o_list_view .o_data_row:contains(Visit: Planbar AG):contains(Planned) .o_data_cell[name='name']",
            run: "click",
        },
        { trigger: ".o_statusbar_buttons button[name='action_done']", run: "click" },
        {
            content: "a visit is not done without a result",
            trigger: ".modal .o_field_widget[name='result'] textarea",
            run: "edit They order two lathes",
        },
        { trigger: ".modal-footer button[name='action_done']", run: "click" },
        closed,
        { trigger: ".o_form_view .o_arrow_button_current:contains(Done)" },
        { trigger: ".o_form_view .o_field_widget[name='result'] :value(They order two lathes)" },
    ],
});

tours.add("work_record_systray_tour", {
    url: "/odoo",
    steps: () => [
        ...openCrm(),
        { trigger: ".o_menu_systray .o_work_record_menu", run: "click" },
        ...choose("partner_id", "Planbar AG", ENTRY).map((step) => ({
            ...step,
            isActive: ["desktop"],
        })),
        { isActive: ["mobile"], trigger: `${field("partner_id", ENTRY)} input`, run: "click" },
        {
            isActive: ["mobile"],
            trigger: ".modal .o_kanban_record:contains(Planbar AG)",
            run: "click",
        },
        badge("kind_id", "Call"),
        { trigger: `${field("name", ENTRY)} input:value(Call: Planbar AG)` },
        {
            trigger: `${field("result", ENTRY)} textarea`,
            run: "edit He calls back",
        },
        save,
        closed,
        { trigger: ".o_notification:contains(Written down: Call: Planbar AG)" },
        ...openMenu("work_menu", "work_menu_mine"),
        {
            trigger:
                ".o_data_row:contains(Call: Planbar AG), .o_kanban_record:contains(Planbar AG)",
        },
    ],
});
