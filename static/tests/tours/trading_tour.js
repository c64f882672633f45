import { registry } from "@web/core/registry";

import { openMenu, press, type } from "./tour_helpers";

const tours = registry.category("web_tour.tours");

const DIALOG = ".modal:has(button[name='action_apply'])";
const REQUEST = ".o_form_view:has(.o_field_widget[name='check_ids'])";
const row = (name) => `.o_list_view .o_data_row:contains(${name})`;
const openCustomer = [
    { trigger: `${row("Wandel")} .o_data_cell[name='name']`, run: "click" },
    { trigger: ".o_form_view .o_field_widget[name='customer_stage']" },
];
const openOffice = [
    ...openMenu("customer_menu_back_office", "trading_menu_office"),
    { trigger: `${row("Wandel")} .o_data_cell[name='partner_id']`, run: "click" },
    { trigger: REQUEST },
];
const button = (name) => ({
    trigger: `.o_form_view .o_statusbar_buttons button[name='${name}']`,
    run: "click",
});
const closed = { trigger: "body:not(:has(.modal))" };

tours.add("trading_request_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openCustomer,
        button("action_request_trading"),
        {
            content: "what is there, and what is missing",
            trigger: `${DIALOG} .o_field_widget[name='checklist'] li:contains(First order or contract) .text-danger`,
        },
        type("note", "The contract is signed", DIALOG),
        {
            content: "attach the contract",
            trigger: `${DIALOG} .o_field_widget[name='attachment_ids']`,
            run({ anchor }) {
                const input = anchor.querySelector("input[type='file']");
                const files = new DataTransfer();
                files.items.add(new File(["contract"], "contract.txt", { type: "text/plain" }));
                input.files = files.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: `${DIALOG} .o_attachment:contains(contract.txt)` },
        {
            content: "met now",
            trigger: `${DIALOG} .o_field_widget[name='checklist'] li:contains(First order or contract) .text-success`,
        },
        {
            content: "ticked by hand",
            trigger: `${DIALOG} .o_field_widget[name='ticked_ids'] input`,
            run: "click",
        },
        press("action_apply"),
        closed,
        { trigger: ".alert:contains(The back office decides)" },
        {
            content: "not twice",
            trigger: "body:not(:has(button[name='action_request_trading']))",
        },
    ],
});

tours.add("trading_ask_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openOffice,
        { trigger: `${REQUEST} .o_data_row:contains(To Be Confirmed)` },
        button("action_ask"),
        type("note", "Which plant is it?", DIALOG),
        press("action_apply"),
        closed,
        { trigger: ".o_arrow_button_current:contains(Asked Back)" },
        { trigger: `${REQUEST} .alert:contains(Which plant is it?)` },
    ],
});

tours.add("trading_answer_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openCustomer,
        { trigger: ".alert:contains(Which plant is it?)" },
        { trigger: "button[name='action_view_open_trading_request']", run: "click" },
        { trigger: REQUEST },
        {
            content: "the owner does not decide",
            trigger: "body:not(:has(button[name='action_convert']))",
        },
        button("action_answer"),
        { trigger: `${DIALOG} .alert:contains(Which plant is it?)` },
        type("note", "The one in Ulm", DIALOG),
        press("action_apply"),
        closed,
        { trigger: ".o_arrow_button_current:contains(Answered)" },
    ],
});

tours.add("trading_convert_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openOffice,
        { trigger: `${REQUEST} .alert:contains(The one in Ulm)` },
        button("action_convert"),
        { trigger: ".o_arrow_button_current:contains(Converted)" },
        { trigger: `${REQUEST} .o_field_widget[name='decided_by_id']:contains(Tc Office)` },
    ],
});

tours.add("trading_refuse_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openOffice,
        button("action_refuse"),
        type("note", "Credit limit is used up", DIALOG),
        press("action_apply"),
        closed,
        { trigger: `${REQUEST} .alert-danger:contains(Credit limit is used up)` },
    ],
});
