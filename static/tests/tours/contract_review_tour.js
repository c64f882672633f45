import { registry } from "@web/core/registry";

import { choose, openMenu, press, type } from "./tour_helpers";

const tours = registry.category("web_tour.tours");

const DIALOG = ".modal:has(button[name='action_apply'])";
const GONE = { trigger: "body:not(:has(.modal))" };
const button = (name) => `.o_form_view .o_statusbar_buttons button[name='${name}']`;
const status = (text) => ({
    trigger: `.o_form_view .o_statusbar_status button.o_arrow_button_current:contains(${text})`,
});
const review = "button[name='action_view_contract_reviews']";
const row = (name) => `.o_list_view .o_data_row:contains(${name})`;

/** In the list of the back office, the contract of a customer. */
function openFromOffice(customer) {
    return [
        ...openMenu("customer_menu_back_office", "contract_review_menu_office"),
        { trigger: `${row(customer)} [name='name']`, run: "click" },
        { trigger: ".o_form_view [name='partner_id']:contains(" + customer + ")" },
    ];
}

tours.add("contract_review_hand_over_tour", {
    steps: () => [
        { trigger: button("action_hand_to_review"), run: "click" },
        { trigger: `${DIALOG} [name='customer_name']:contains(Falke GmbH)` },
        { trigger: `${DIALOG} [name='delivery_address']:contains(Aachen)` },
        {
            content: "nothing is missing",
            trigger: `${DIALOG}:not(:has(.alert))`,
        },
        type("note", "The customer is in a hurry", DIALOG),
        press("action_apply"),
        GONE,
        { trigger: `.o_form_view ${review}:contains(To Be Reviewed)`, run: "click" },
        status("To Be Reviewed"),
        { trigger: ".o_form_view:contains(The customer is in a hurry)" },
        {
            content: "who handed it over does not review it",
            trigger: "body:not(:has(button[name='action_take']))",
        },
    ],
});

tours.add("contract_review_refuse_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openFromOffice("Falke GmbH"),
        { trigger: ".o_form_view [name='line_ids'] .o_data_row:contains(Pump)" },
        { trigger: button("action_take"), run: "click" },
        status("In Review"),
        { trigger: button("action_refuse"), run: "click" },
        type("note", "The delivery date is missing", DIALOG),
        press("action_apply"),
        GONE,
        status("Refused"),
        { trigger: ".o_form_view .alert-danger:contains(The delivery date is missing)" },
    ],
});

tours.add("contract_review_again_tour", {
    steps: () => [
        { trigger: `.o_form_view ${review}:contains(Refused)`, run: "click" },
        { trigger: ".o_form_view .alert-danger:contains(The delivery date is missing)" },
        { trigger: button("action_hand_over"), run: "click" },
        {
            trigger: `${DIALOG} .o_field_widget[name='wanted_date'] button, ${DIALOG} .o_field_widget[name='wanted_date'] input`,
        },
        type("note", "As soon as possible", DIALOG),
        press("action_apply"),
        GONE,
        status("To Be Reviewed"),
    ],
});

tours.add("contract_review_pass_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openFromOffice("Falke GmbH"),
        { trigger: button("action_take"), run: "click" },
        status("In Review"),
        { trigger: button("action_give"), run: "click" },
        ...choose("user_id", "Tc Office Two", DIALOG),
        {
            trigger: `${DIALOG} .modal-footer button.btn-close, ${DIALOG} button.btn-close`,
            run: "click",
        },
        GONE,
        { trigger: button("action_pass"), run: "click" },
        status("Passed"),
        { trigger: ".o_form_view a[name='history']", run: "click" },
        { trigger: ".o_form_view [name='step_ids'] .o_data_row:contains(Refused)" },
    ],
});

tours.add("contract_review_ordered_tour", {
    steps: () => [
        { trigger: `.o_form_view ${review}:contains(Ordered)`, run: "click" },
        status("Ordered"),
        { trigger: ".o_form_view [name='erp_order_id']:contains(SO-77)" },
    ],
});
