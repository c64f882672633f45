import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

import { openMenu, press, type } from "./tour_helpers";

const tours = registry.category("web_tour.tours");

const BACK_OFFICE = "customer_menu_back_office";
const row = (name) => `.o_list_view .o_data_row:contains(${name})`;

tours.add("protection_office_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        // A policy whose days are impossible
        ...openMenu(BACK_OFFICE, "customer_menu_policies"),
        { trigger: row("Ten, three, twenty") },
        { trigger: ".o_list_button_add", run: "click" },
        type("name", "Impossible", ".o_form_view"),
        type("initial_days", "30", ".o_form_view"),
        type("maximum_days", "10", ".o_form_view"),
        { trigger: ".o_form_button_save", run: "click" },
        {
            trigger:
                ".o_error_dialog:contains(/Impossible: the initial days .30. pass the maximum .10./)",
        },
        { trigger: ".o_error_dialog .modal-footer button", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        type("maximum_days", "90", ".o_form_view"),
        type("name", "Mended", ".o_form_view"),
        ...stepUtils.saveForm(),
        {
            content: "it says that an earlier policy hides it",
            trigger: ".o_form_view .alert-warning:contains(Never reached: Ten, three, twenty)",
        },
        // A pool
        ...openMenu(BACK_OFFICE, "customer_menu_pools"),
        { trigger: row("Pool A") },
        { trigger: ".o_list_button_add", run: "click" },
        type("name", "East", ".o_form_view"),
        type("claims_per_day", "3", ".o_form_view"),
        type("capacity", "40", ".o_form_view"),
        { trigger: ".o_form_view .o_field_widget[name='capacity_skip_trading']" },
        ...stepUtils.saveForm(),
        // Adoption
        ...openMenu(BACK_OFFICE, "customer_menu_adopt"),
        { trigger: ".modal .o_field_widget[name='count']:contains(3)" },
        {
            trigger:
                ".modal .o_field_widget[name='preview_ids'] .o_data_row:contains(Altbestand 1 AG):contains(Ten, three, twenty)",
        },
        type("grace_days", "40", ".modal"),
        press("action_adopt"),
        { trigger: ".o_notification:contains(3 customers are under protection. Left: 0.)" },
        { trigger: "body:not(:has(.modal))" },
        // Ledger and figures
        ...openMenu(BACK_OFFICE, "customer_menu_ledger"),
        { trigger: `${row("Altbestand 1 AG")} [name='cause']:contains(Put under protection)` },
        ...openMenu(BACK_OFFICE, "customer_menu_runs"),
        { trigger: ".o_list_view .o_view_nocontent, .o_list_view .o_list_renderer" },
        ...openMenu("crm.crm_menu_report", "customer_menu_pool_flow"),
        { trigger: ".o_graph_view .o_graph_renderer canvas" },
        { trigger: ".o_switch_view.o_pivot", run: "click" },
        { trigger: ".o_pivot_view th:contains(Team A)" },
        { trigger: ".o_pivot_view th:contains(Registered)" },
    ],
});
