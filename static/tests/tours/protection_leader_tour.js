import { registry } from "@web/core/registry";

import { choose, openMenu, press, type } from "./tour_helpers";

const tours = registry.category("web_tour.tours");

const DIALOG = ".modal:has(button[name='action_apply'])";
const row = (name) => `.o_list_view .o_data_row:contains(${name})`;

tours.add("protection_decide_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("customer_menu", "customer_menu_extensions"),
        { trigger: `${row("Verlängert AG")}:contains(They decide in two weeks)` },
        { trigger: `${row("Verlängert AG")} button[name='action_approve']`, run: "click" },
        {
            content: "what is decided leaves the list of what is pending",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Verlängert AG)))",
        },
        { trigger: `${row("Abgelehnt AG")} button[name='action_refuse']`, run: "click" },
        press("action_apply"),
        {
            content: "not without a reason",
            trigger: `${DIALOG} .o_field_widget[name='note'].o_field_invalid`,
        },
        type("note", "Others wait for it", DIALOG),
        press("action_apply"),
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_list_view:not(:has(.o_data_row:contains(Abgelehnt AG)))" },
        { trigger: ".o_searchview_facet:contains(Pending) .o_facet_remove", run: "click" },
        { trigger: `${row("Verlängert AG")}:contains(Approved)` },
        { trigger: `${row("Abgelehnt AG")}:contains(Refused) .o_data_cell[name='partner_id']` },
        {
            trigger: `${row("Abgelehnt AG")} .o_data_cell[name='partner_id']`,
            run: "click",
        },
        {
            trigger:
                ".o_form_view .o_field_widget[name='decision_note']:contains(Others wait for it)",
        },
        { trigger: ".o-mail-Chatter :contains(Refused: Others wait for it)" },
    ],
});

tours.add("protection_assign_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("customer_menu", "customer_menu_team"),
        { trigger: ".o_list_view .o_group_header:contains(Tc Sales)" },
        { trigger: ".o_searchview_facet:contains(Owner) .o_facet_remove", run: "click" },
        { trigger: row("Andere AG") },
        { trigger: ".o_searchview_input", run: "edit Zwanzig" },
        { trigger: ".o_searchview_autocomplete .o-dropdown-item:contains(Zwanzig)" },
        { trigger: ".o_searchview_input", run: "press Enter" },
        { trigger: ".o_searchview_facet:contains(Zwanzig)" },
        {
            trigger:
                ".o_list_view:not(:has(.o_data_row:not(:contains(Zwanzig)))) thead .o_list_record_selector input",
            run: "click",
        },
        { trigger: ".o_selection_box:contains(21)" },
        { trigger: ".o_control_panel button[name='action_assign']", run: "click" },
        ...choose("owner_id", "Tc Sales Two", DIALOG),
        type("note", "New district", DIALOG),
        press("action_apply"),
        { trigger: ".modal .alert-success:contains(/Done: 20/)" },
        { trigger: ".modal .alert-warning:contains(/Not done: 1/)" },
        { trigger: ".modal .o_data_row:contains(Zwanzig 21 GmbH):contains(belongs to)" },
        press("action_close"),
        { trigger: "body:not(:has(.modal))" },
        { trigger: `${row("Zwanzig 01 GmbH")}:contains(Tc Sales Two)` },
        { trigger: `${row("Zwanzig 20 GmbH")}:contains(Tc Sales Two)` },
    ],
});

tours.add("protection_preview_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("customer_menu", "customer_menu_falls_free"),
        type("days", "9", ".modal"),
        press("action_show"),
        { trigger: "body:not(:has(.modal))" },
        {
            content: "protected for ten days: not within nine",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Zwanzig)))",
        },
        { trigger: row("Bald Frei GmbH") },
        ...openMenu("customer_menu", "customer_menu_falls_free"),
        type("days", "30", ".modal"),
        press("action_show"),
        { trigger: "body:not(:has(.modal))" },
        { trigger: `${row("Zwanzig 01 GmbH")}:contains(Tc Sales):contains(Protection ends)` },
        { trigger: `${row("Bald Frei GmbH")} .o_data_cell[name='partner_id']`, run: "click" },
        { trigger: ".o_form_view .o_field_widget[name='name'] :value(Bald Frei GmbH)" },
    ],
});
