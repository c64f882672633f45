import { registry } from "@web/core/registry";

import { choose, openMenu, press } from "./tour_helpers";

const tours = registry.category("web_tour.tours");

const DIALOG = ".modal:has(button[name='action_apply'])";
const row = (name) => `.o_list_view .o_data_row:contains(${name})`;

tours.add("erp_parked_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("customer_menu_back_office", "erp_menu_parked"),
        { trigger: ".o_list_view .o_group_header:contains(X1)" },
        { trigger: `${row("SO-81")} [name='number']`, run: "click" },
        { trigger: ".o_form_view .alert:contains(No customer has this code)" },
        {
            trigger: ".o_form_view .o_statusbar_buttons button[name='action_choose_customer']",
            run: "click",
        },
        { trigger: `${DIALOG}:contains(X1 · Neuer Kunde)` },
        { trigger: `${DIALOG} p:contains(more orders of the same customer)` },
        ...[choose("partner_id", "Adler GmbH", DIALOG)].flat(),
        press("action_apply"),
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_form_view:not(:has(.alert)) [name='partner_id']:contains(Adler GmbH)" },
        ...openMenu("customer_menu_back_office", "erp_menu_parked"),
        { trigger: ".o_list_view:not(:has(.o_group_header)) .o_view_nocontent" },
    ],
});

tours.add("erp_execution_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        { trigger: `${row("Adler GmbH")} [name='name']`, run: "click" },
        {
            content: "one of two orders is late",
            trigger: ".o_form_view button[name='action_view_execution']:contains(1 Late)",
            run: "click",
        },
        { trigger: `${row("SO-90")}:contains(Partly Shipped) .o_progressbar` },
        {
            content: "the late one is red",
            trigger: ".o_list_view .o_data_row.text-danger:contains(SO-90)",
        },
        { trigger: `${row("SO-90")} [name='name']`, run: "click" },
        { trigger: ".o_form_view .ribbon:contains(Late)" },
        { trigger: ".o_form_view [name='line_ids'] .o_data_row:contains(Pump 泵)" },
        {
            content: "a salesperson changes nothing",
            trigger: "body:not(:has(.o_form_button_create))",
        },
        { trigger: "body:not(:has([name='payload'])):not(:has([name='action_choose_customer']))" },
    ],
});

tours.add("order_execution_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        { trigger: `${row("Adler GmbH")} [name='name']`, run: "click" },
        {
            content: "Odoo's own order and that of the ERP",
            trigger:
                ".o_form_view button[name='action_view_execution'] [name='execution_count']:contains(2)",
            run: "click",
        },
        { trigger: `${row("SO-95")}:contains(Shipped)` },
        {
            content: "nobody notes deliveries of Odoo's own one: nothing is told of them",
            trigger:
                ".o_list_view .o_data_row:contains(Confirmed):not(:has([name='delivered_share'] .o_progressbar)) [name='name']",
            run: "click",
        },
        {
            content: "the quotation leads back",
            trigger: ".o_form_view button[name='action_view_execution']:contains(Order Execution)",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:contains(Confirmed)" },
        { trigger: "body:not(:has(.o_data_row:contains(SO-95)))" },
    ],
});

tours.add("task_execution_tour", {
    url: "/odoo/crm",
    steps: () => [
        { trigger: ".o_kanban_record:contains(Line 4)", run: "click" },
        {
            trigger: ".o_form_view button[name='action_view_execution']:contains(Order Execution)",
            run: "click",
        },
        { trigger: `${row("SO-96")} [name='state']:contains(Paid)` },
    ],
});
