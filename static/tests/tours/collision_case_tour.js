import { registry } from "@web/core/registry";

import { choose, openMenu, press, type } from "./tour_helpers";

const tours = registry.category("web_tour.tours");

const DIALOG = ".modal:has(button[name='action_apply'])";
const CASE = ".o_form_view:has(.o_field_widget[name='claim_ids'])";
const row = (name) => `.o_list_view .o_data_row:contains(${name})`;
const openCase = [
    { trigger: `${row("Streitfall")} .o_data_cell[name='partner_id']`, run: "click" },
    { trigger: CASE },
];
const button = (name) => ({
    trigger: `.o_form_view .o_statusbar_buttons button[name='${name}']`,
    run: "click",
});

tours.add("collision_open_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        { trigger: `${row("Streitfall")} .o_data_cell[name='name']`, run: "click" },
        button("action_open_collision_case"),
        type("note", "I called them in March", DIALOG),
        press("action_apply"),
        {
            content: "both claims side by side",
            trigger: `${CASE} .o_field_widget[name='claim_ids'] .o_kanban_record:contains(Tc Sales Two):contains(I called them in March)`,
        },
        { trigger: `${CASE} .o_kanban_record:contains(Proposed by the rule)` },
        { content: "a claimant does not decide", trigger: "body:not(:has([name=action_decide]))" },
        button("action_state"),
        type("stated_name", "Streitfall Maschinen GmbH", DIALOG),
        press("action_apply"),
        { trigger: "body:not(:has(.modal))" },
        { trigger: `${CASE} .o_kanban_record:contains(Streitfall Maschinen GmbH)` },
    ],
});

tours.add("collision_propose_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("customer_menu_back_office", "customer_menu_collision_office"),
        ...openCase,
        button("action_add_claimant"),
        ...choose("claimant_id", "Tc Stranger", DIALOG),
        type("note", "She wrote the offer", DIALOG),
        press("action_apply"),
        { trigger: "body:not(:has(.modal))" },
        { trigger: `${CASE} .o_kanban_record:contains(Tc Stranger)` },
        type("verified_name", "Streitfall Maschinen GmbH", CASE),
        {
            content: "saved, for the rule to look at it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        { trigger: `${CASE} .alert:contains(has the accurate full name)` },
        button("action_propose"),
        { trigger: `${CASE} .o_arrow_button_current:contains(Proposed)` },
        { content: "closed", trigger: "body:not(:has([name=action_add_claimant]))" },
    ],
});

tours.add("collision_decide_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("customer_menu_back_office", "customer_menu_collision_office"),
        ...openCase,
        button("action_decide"),
        ...choose("winner_id", "Tc Sales Two", DIALOG),
        type("note", "Her papers are in order", DIALOG),
        press("action_apply"),
        { trigger: "body:not(:has(.modal))" },
        { trigger: `${CASE} .o_kanban_record:contains(Tc Sales Two):contains(Decided for)` },
        { trigger: `${CASE} .o_arrow_button_current:contains(/Decided|Final/)` },
    ],
});

tours.add("collision_dispute_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("customer_menu", "customer_menu_collision_cases"),
        ...openCase,
        button("action_dispute"),
        type("note", "My quotation is older", DIALOG),
        press("action_apply"),
        { trigger: "body:not(:has(.modal))" },
        { trigger: `${CASE} .o_field_widget[name='dispute_reason']:contains(older)` },
    ],
});
