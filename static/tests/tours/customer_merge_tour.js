import { registry } from "@web/core/registry";

import { openMenu, press, type } from "./tour_helpers";

const tours = registry.category("web_tour.tours");
const MATRIX = ".modal [name='value_ids']";
const chosen = (field, value) => ({
    content: `${value} stays as ${field}`,
    trigger: `${MATRIX} tr:contains(${field}) td.o_merge_chosen:contains(/^${value}$/)`,
});
const keep = (field, value) => ({
    trigger: `${MATRIX} tr:has(th:contains(/^${field}$/)) label:contains(/^${value}$/)`,
    run: "click",
});
const row = (name) => `.o_list_view .o_data_row:contains(${name})`;

tours.add("customer_merge_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        { trigger: `${row("Zwilling Eins")} .o_list_record_selector input`, run: "click" },
        { trigger: `${row("Zwilling Zwei")} .o_list_record_selector input`, run: "click" },
        { trigger: ".o_control_panel .o_cp_action_menus .dropdown-toggle", run: "click" },
        { trigger: ".o-dropdown--menu .o-dropdown-item:contains(Merge Customers)", run: "click" },
        {
            trigger: ".modal [name='survivor_id'] .o_radio_item:contains(Zwilling Eins) input",
            run: "click",
        },
        { trigger: ".modal [name='customer_ids'] .o_data_row.fw-bold:contains(Zwilling Eins)" },
        chosen("City", "Bern"),
        {
            content: "all values of one",
            trigger: `${MATRIX} thead th:contains(Zwilling Zwei) button`,
            run: "click",
        },
        chosen("City", "Basel"),
        chosen("Salesperson", "Tc Sales Two"),
        // But for these.
        keep("Salesperson", "Tc Sales"),
        keep("Name", "Zwilling Eins"),
        chosen("Salesperson", "Tc Sales"),
        { trigger: ".modal .nav-link:contains(What Moves)", run: "click" },
        { trigger: ".modal [name='row_ids'] .o_data_row:contains(Attachment)" },
        type("reason", "One and the same", ".modal"),
        press("action_merge"),
        {
            trigger: ".o_notification a:contains(Zwilling Zwei went into Zwilling Eins)",
        },
        { trigger: "body:not(:has(.modal))" },
        { trigger: `.o_list_view:not(:has(.o_data_row:contains(Zwilling Zwei)))` },
        ...openMenu("customer_menu_back_office", "customer_menu_merges"),
        { trigger: `${row("Zwilling Eins")} .o_data_cell[name='source_names']`, run: "click" },
        { trigger: ".o_form_view button[name='action_undo']", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: ".o_form_view .o_statusbar_status .o_arrow_button_current:contains(Undone)" },
    ],
});
