import { registry } from "@web/core/registry";

import { openMenu, press } from "./tour_helpers";

const tours = registry.category("web_tour.tours");

const row = (name) => `.o_list_view .o_data_row:contains(${name})`;
const LAPSE = ".modal:has(button[name='action_switch_on'])";

tours.add("trading_order_refused_tour", {
    // The test opens the quotation.
    steps: () => [
        { trigger: ".o_form_view .alert:contains(This is a potential customer)" },
        { trigger: ".o_form_view [name='customer_stage'] .badge:contains(Potential)" },
        {
            trigger: ".o_form_view .o_statusbar_buttons button[name='action_confirm']:visible",
            run: "click",
        },
        {
            content: "it says why not, and shows the way",
            trigger: ".modal:contains(Pumpwerk Nord is a potential customer)",
        },
        { trigger: ".modal-footer button:contains(Open the Customer)", run: "click" },
        {
            trigger:
                ".breadcrumb-item.active:contains(Pumpwerk Nord), .o_last_breadcrumb_item:contains(Pumpwerk Nord)",
        },
    ],
});

tours.add("trading_lapse_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("customer_menu_back_office", "customer_menu_trading_lapse"),
        { trigger: `${LAPSE} [name='months'] input`, run: "edit 24 && press Tab" },
        { trigger: `${LAPSE} .alert-success` },
        { trigger: `${LAPSE} [name='months'] input`, run: "edit 12 && press Tab" },
        { trigger: `${LAPSE} .alert-info:contains(trading customers ordered nothing since)` },
        { trigger: `${LAPSE} [name='preview_ids'] .o_data_row:contains(Pumpwerk Sued)` },
        press("action_switch_on"),
        { trigger: ".o_notification:contains(From the next night on)" },
    ],
});

tours.add("trading_again_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("customer_menu_back_office", "customer_menu_lapsed"),
        { trigger: `${row("Pumpwerk Sued")} .o_list_record_selector input`, run: "click" },
        { trigger: ".o_control_panel button[name='action_trading_again']", run: "click" },
        { trigger: ".o_view_nocontent:contains(Nobody is potential again)" },
        ...openMenu("customer_menu_back_office", "customer_menu_set_trading"),
        {
            content: "who ordered before becomes a trading customer",
            trigger: ".modal [name='preview_ids'] .o_data_row:contains(Pumpwerk Nord)",
        },
        { trigger: ".modal [name='reason'] input", run: "edit Of the old system" },
        press("action_convert"),
        { trigger: ".o_notification:contains(trading customers now)" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
