import { registry } from "@web/core/registry";

import { choose, openCrm, openMenu, press, type } from "./tour_helpers";

const tours = registry.category("web_tour.tours");

const DIALOG = ".modal:has(button[name='action_apply'])";
const WHY = ".o_protection_why:has([name='protection_explanation'])";
const row = (name) => `.o_list_view .o_data_row:contains(${name})`;
const stateIs = (state) => ({
    trigger: `.o_form_view .o_field_widget[name='protection_state']:contains(${state})`,
});

function openRow(name) {
    return [
        { trigger: `${row(name)} .o_data_cell[name='name']`, run: "click" },
        { trigger: `.o_form_view .o_field_widget[name='name'] :value(${name})` },
    ];
}

function openTab() {
    return { trigger: ".o_notebook a[name='protection']", run: "click" };
}

tours.add("protection_claim_tour", {
    url: "/odoo",
    steps: () => [
        ...openCrm(),
        ...openMenu("customer_menu", "customer_menu_pool"),
        {
            content: "nobody else's customer lies in the pool",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Fremdbesitz GmbH)))",
        },
        { trigger: `${row("Quellwasser GmbH")} button[name='action_claim']`, run: "click" },
        stateIs("Protected"),
        ...openMenu("customer_menu", "customer_menu_mine"),
        { trigger: `${row("Quellwasser GmbH")} [name='protected_until']:contains(/\\d/)` },
        ...openRow("Quellwasser GmbH"),
        openTab(),
        { trigger: `${WHY}:contains(Why until)` },
        { trigger: `${WHY} li:contains(Claimed):contains(Tc Sales)` },
        { trigger: `${WHY} li:contains(Ten, three, twenty)` },
        { trigger: ".o_field_widget[name='protection_event_ids'] .o_data_row:contains(Claimed)" },
        { trigger: ".o_statusbar_buttons button[name='action_release']", run: "click" },
        press("action_apply"),
        {
            content: "not without a reason",
            trigger: `${DIALOG} .o_field_widget[name='note'].o_field_invalid`,
        },
        type("note", "No need this year", DIALOG),
        press("action_apply"),
        { trigger: "body:not(:has(.modal))" },
        {
            content: "what one no longer owns is left, or shown as public",
            trigger:
                ".o_list_view:not(:has(.o_data_row:contains(Quellwasser GmbH))), .o_form_view .o_field_widget[name='protection_state']:contains(Public)",
        },
        ...openMenu("customer_menu", "customer_menu_mine"),
        { trigger: ".o_list_view:not(:has(.o_data_row:contains(Quellwasser GmbH)))" },
        ...openMenu("customer_menu", "customer_menu_pool"),
        { trigger: `${row("Quellwasser GmbH")}:contains(Tc Sales)` },
        { trigger: `${row("Quellwasser GmbH")} button[name='action_claim']`, run: "click" },
        {
            content: "the cool-down says since when and until when",
            trigger:
                ".o_error_dialog:contains(/Quellwasser GmbH was yours or your team's until .*You can claim it again from \\d/)",
        },
        { trigger: ".o_error_dialog .modal-footer button", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: `${row("Quellwasser GmbH")} .o_data_cell[name='name']`, run: "click" },
        {
            content: "whoever opens it reads the same before trying",
            trigger: ".o_form_view .alert-warning:contains(You can claim it again from)",
        },
        { trigger: ".o_form_view:not(:has(button[name='action_claim']))" },
    ],
});

tours.add("protection_extend_tour", {
    url: "/odoo/crm-my-customers",
    steps: () =>
        ["Verlängert AG", "Abgelehnt AG"].flatMap((name) => [
            ...openMenu("customer_menu", "customer_menu_mine"),
            ...openRow(name),
            { trigger: ".o_statusbar_buttons button[name='action_extend']", run: "click" },
            {
                content: "the dialog offers what the policy allows",
                trigger: `${DIALOG} .o_field_widget[name='days'] input:value(15)`,
            },
            type("days", "16", DIALOG),
            type("note", "They decide in two weeks", DIALOG),
            press("action_apply"),
            { trigger: ".o_error_dialog:contains(Ask for 1 to 15 days)" },
            { trigger: ".o_error_dialog .modal-footer button", run: "click" },
            { trigger: "body:not(:has(.o_error_dialog))" },
            type("days", "12", DIALOG),
            press("action_apply"),
            { trigger: "body:not(:has(.modal))" },
            openTab(),
            { trigger: `${WHY} li:contains(The clock stands still)` },
            {
                content: "nobody asks twice at a time",
                trigger: ".o_form_view:not(:has(button[name='action_extend']))",
            },
        ]),
});

tours.add("protection_share_tour", {
    url: "/odoo/crm-my-customers",
    steps: () => [
        ...openRow("Gemeinsam KG"),
        { trigger: ".o_statusbar_buttons button[name='action_share']", run: "click" },
        ...choose("user_ids", "Tc Stranger", DIALOG),
        { trigger: `${DIALOG} .o_field_widget[name='user_ids'] .o_tag:contains(Tc Stranger)` },
        type("note", "Speaks Italian", DIALOG),
        press("action_apply"),
        { trigger: "body:not(:has(.modal))" },
        openTab(),
        {
            trigger:
                ".o_field_widget[name='share_ids'] .o_data_row:contains(Tc Stranger):contains(Read)",
        },
    ],
});

tours.add("protection_shared_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        { trigger: ".o_list_view" },
        ...openMenu("customer_menu", "customer_menu_shared"),
        { trigger: ".o_list_view:not(:has(.o_data_row:contains(Nicht Geteilt AG)))" },
        ...openRow("Gemeinsam KG"),
        {
            content: "reads, and decides nothing",
            trigger: ".o_form_view:not(:has(button[name='action_release']))",
        },
        openTab(),
        { trigger: ".o_field_widget[name='share_ids'] .o_data_row:contains(Speaks Italian)" },
    ],
});
