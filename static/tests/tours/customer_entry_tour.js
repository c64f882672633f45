import { registry } from "@web/core/registry";

import { CHECK, DETAILS, choose, hides, openCrm, openMenu, press, type } from "./tour_helpers";

const tours = registry.category("web_tour.tours");

const TAKEN = `${CHECK} .alert-danger[role='alert']`;
const POSSIBLE = `${CHECK} .alert-warning:contains(Possibly the same)`;
const FREE = `${CHECK} .alert-success:contains(Free)`;

function judgeFree(name) {
    return [type("registered_name", name, CHECK), { trigger: FREE }, press("action_details")];
}

function addContact(name, role, phone) {
    const row = `${DETAILS} .o_field_widget[name='child_ids'] .o_selected_row`;
    return [
        {
            trigger: `${DETAILS} .o_field_widget[name='child_ids'] .o_field_x2many_list_row_add a`,
            run: "click",
        },
        type("name", name, row),
        type("function", role, row),
        type("phone", phone, row),
    ];
}

tours.add("customer_entry_tour", {
    url: "/odoo",
    steps: () => [
        ...openCrm(),
        ...openMenu("customer_menu", "customer_menu_add"),
        {
            content: "nothing typed, nothing to go on with",
            trigger: `${CHECK} [name='action_check']`,
        },
        { trigger: `${CHECK}:not(:has(button[name='action_details']))` },
        ...judgeFree("苏州明湖精密机械有限公司"),
        {
            trigger: `${DETAILS} .o_field_widget[name='registered_name']:contains(苏州明湖精密机械)`,
        },
        type("name", "明湖机械", DETAILS),
        type("website", "https://minghu.example.com", DETAILS),
        ...addContact("王小明", "采购经理", "+86 512 6666 8888"),
        press("action_customer_entry_next"),
        {
            content: "back to the first step, with what was added",
            trigger: `${CHECK} .alert-success .o_field_widget[name='last_customer_id']:contains(明湖机械)`,
        },
        { trigger: "body:not(:has(.modal [name='action_customer_entry_next']))" },
        ...judgeFree("杭州云帆网络科技有限公司"),
        type("website", "https://yunfan.example.com", DETAILS),
        press("action_customer_entry_open"),
        { trigger: "body:not(:has(.modal))" },
        {
            trigger:
                ".o_form_view .o_field_widget[name='registered_name'] input:value(杭州云帆网络科技有限公司)",
        },
        { trigger: ".o_form_view .o_field_widget[name='ref']:contains(/\\d/)" },
        {
            trigger:
                ".o_form_view.o_form_saved, .o_form_view .o_form_saved, .o_form_view .o_form_readonly",
        },
    ],
});

tours.add("customer_entry_refused_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("customer_menu", "customer_menu_add"),
        type("registered_name", "深圳市東風貿易(集團)有限公司", CHECK),
        { trigger: TAKEN },
        { trigger: `${CHECK} .o_collision_matches:contains(深圳市东风贸易（集团）有限公司)` },
        { trigger: `${CHECK} .o_collision_matches:contains(Tc Sales Two)` },
        { trigger: `${CHECK} .o_collision_matches:contains(same registered name)` },
        hides(CHECK, ["8888 6666", "88886666", "dongfeng.example.com", "secret"]),
        {
            content: "no way to the details",
            trigger: `${CHECK}:not(:has(button[name='action_details']:visible))`,
        },
        type("registered_name", "上海远航软件有限公司", CHECK),
        { trigger: FREE },
        type("phone", "+86 21 6123 4567", CHECK),
        { trigger: POSSIBLE },
        { trigger: `${CHECK} .o_collision_matches:contains(same phone number)` },
        { trigger: `${CHECK} .o_collision_matches:contains(上海远航科技有限公司)` },
        hides(CHECK, ["yuanhang.example.com", "secret"]),
        { content: "to be judged by a person", trigger: `${CHECK} button[name='action_details']` },
        { trigger: `${CHECK} .modal-footer button.btn-secondary:contains(Close)`, run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

/** Type as a person does, and stay in the field. */
function typeAndStay(field, text) {
    return {
        content: `type ${text} into ${field} without leaving it`,
        trigger: `${CHECK} .o_field_widget[name='${field}'] input`,
        async run({ edit }) {
            await edit(text, { confirm: false });
        },
    };
}

tours.add("customer_live_hints_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("customer_menu", "customer_menu_add"),
        typeAndStay("registered_name", "东风贸易集团"),
        {
            content: "the answer is there while the field is still being typed into",
            trigger: `${CHECK} .o_collision_matches .list-group-item:contains(深圳市东风贸易（集团）有限公司)`,
        },
        { trigger: `${CHECK} .o_collision_matches:contains(same brand 东风)` },
        { trigger: `${CHECK} .o_field_widget[name='registered_name'] input:focus` },
        hides(CHECK, ["8888 6666", "88886666", "dongfeng.example.com", "secret"]),
        typeAndStay("registered_name", "深圳市東風貿易(集團)有限公司"),
        { trigger: TAKEN },
        { trigger: `${CHECK} .o_collision_matches button:contains(Ask the Owner)`, run: "click" },
        { trigger: ".modal button.btn-primary:contains(Ask):disabled" },
        { trigger: "#o_collision_note", run: "edit Is it still yours?" },
        { trigger: ".modal button.btn-primary:contains(Ask):enabled", run: "click" },
        { trigger: ".o_notification:contains(Tc Sales Two was asked)" },
        { trigger: `${CHECK} .o_collision_matches button:contains(Open a Case)`, run: "click" },
        { trigger: "#o_collision_note", run: "edit I registered it at the fair" },
        { trigger: ".modal button.btn-primary:contains(Open a Case):enabled", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name='partner_id']:contains(东风)" },
    ],
});

tours.add("customer_entry_anyway_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("customer_menu", "customer_menu_add"),
        type("registered_name", "上海市远航科技股份有限公司", CHECK),
        { trigger: POSSIBLE },
        press("action_details"),
        { trigger: `${DETAILS} .o_collision_matches:contains(上海远航科技有限公司)` },
        hides(DETAILS, ["yuanhang.example.com", "secret", "6123"]),
        type("website", "https://anyway.example.com", DETAILS),
        press("action_customer_entry_open"),
        {
            content: "no way in without a reason",
            trigger: `${DETAILS} .o_field_widget[name='duplicate_reason'].o_field_invalid`,
        },
        type("duplicate_reason", "另一家公司", DETAILS),
        press("action_customer_entry_open"),
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o-mail-Message:contains(另一家公司)" },
    ],
});

tours.add("customer_entry_clerk_tour", {
    url: "/odoo",
    steps: () => [
        ...openCrm(),
        ...openMenu("customer_menu", "customer_menu_add"),
        ...judgeFree("Rheintal Präzision AG"),
        type("website", "https://rheintal.example.com", DETAILS),
        ...choose("user_id", "Tc Sales Two", DETAILS),
        press("action_customer_entry_next"),
        {
            trigger: `${CHECK} .alert-success .o_field_widget[name='last_customer_id']:contains(Rheintal)`,
        },
        { trigger: `${CHECK} .modal-footer button.btn-secondary:contains(Close)`, run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

tours.add("customer_required_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("customer_menu", "customer_menu_add"),
        ...judgeFree("Faxpflicht GmbH"),
        { trigger: `${DETAILS} .o_field_widget[name='fax'].o_required_modifier` },
        { trigger: `${DETAILS} .o_field_widget[name='website']:not(.o_required_modifier)` },
        press("action_customer_entry_next"),
        { trigger: `${DETAILS} .o_field_widget[name='fax'].o_field_invalid` },
        type("fax", "+41 44 668 18 99", DETAILS),
        press("action_customer_entry_next"),
        {
            trigger: `${CHECK} .alert-success .o_field_widget[name='last_customer_id']:contains(Faxpflicht)`,
        },
        { trigger: `${CHECK} .modal-footer button.btn-secondary:contains(Close)`, run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
