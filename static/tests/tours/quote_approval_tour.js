import { registry } from "@web/core/registry";

import { openMenu, press, type } from "./tour_helpers";

const tours = registry.category("web_tour.tours");

const DIALOG = ".modal:has(button[name='action_apply'])";
const row = (name) => `.o_list_view .o_data_row:contains(${name})`;
const news = (kind, text) => ({
    content: `the form says: ${text}`,
    trigger: `.o_approval_news.alert-${kind}:contains(${text})`,
});
const header = (name) => `.o_statusbar_buttons button[name='${name}']`;
const NO_WAY_OUT = `.o_form_view:not(:has(${header("action_quotation_send")}, ${header("action_confirm")}))`;

tours.add("quote_submit_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("crm.crm_menu_sales", "sale_crm.sale_order_menu_quotations_crm"),
        { trigger: `${row("Pumpwerk")}:contains(To Be Submitted) .o_data_cell`, run: "click" },
        news("warning", "needs approval before it leaves the house"),
        { content: "no button by which it would leave", trigger: NO_WAY_OUT },
        { trigger: ".o_notebook .nav-link[name='approval']", run: "click" },
        {
            content: "who will decide is said before",
            trigger: ".o_approval_course .o_approval_next:contains(Tq Leader)",
        },
        { trigger: header("action_ask_submit"), run: "click" },
        type("note", "They decide on Friday", DIALOG),
        press("action_apply"),
        news("info", "Waits for Tq Leader"),
        news("info", "They decide on Friday"),
        { trigger: ".o_approval_course .o_approval_now:contains(Tq Leader)" },
        { trigger: `${NO_WAY_OUT}:has(${header("action_withdraw")})` },
        { trigger: ".o_data_row:contains(Submitted):contains(They decide on Friday)" },
    ],
});

tours.add("quote_desk_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("crm.crm_menu_sales", "quote_approval_menu_desk"),
        { trigger: ".o_list_view:has(.o_data_row:nth-child(3))" },
        { trigger: `${row("Erstes Werk")} .o_data_cell[name='partner_id']`, run: "click" },
        {
            content: "what matters is there at a glance",
            trigger: ".o_approval_figures:contains(200.00):contains(10%):contains(33.33%)",
        },
        { trigger: ".o_approval_said:contains(As last year)" },
        { trigger: ".o_data_row:contains(Pump):contains(10%)" },
        { trigger: ".o_notebook .nav-link[name='earlier']", run: "click" },
        {
            trigger:
                ".o_field_widget[name='approval_earlier_ids'] .o_data_row:contains(Sales Order)",
        },
        { trigger: header("action_approve"), run: "click" },
        {
            content: "the next one comes by itself",
            trigger: ".o_form_view .oe_title:contains(Zweites Werk)",
        },
        { trigger: ".o_pager_limit:contains(2)" },
        { trigger: header("action_reject"), run: "click" },
        press("action_apply"),
        {
            content: "not without a reason",
            trigger: `${DIALOG} .o_field_widget[name='note'].o_field_invalid`,
        },
        type("note", "Ten percent at most", DIALOG),
        press("action_apply"),
        { trigger: ".o_form_view .oe_title:contains(Drittes Werk)" },
        { trigger: header("action_approve"), run: "click" },
        {
            content: "after the last one the desk is empty, and says what comes there",
            trigger: ".o_view_nocontent:contains(Nothing waits for your approval)",
        },
    ],
});

tours.add("quote_desk_many_tour", {
    url: "/odoo/quotations-to-approve",
    steps: () => [
        { trigger: ".o_list_view:has(.o_data_row:nth-child(3))" },
        { trigger: `${row("Erstes Werk")} .o_list_record_selector input`, run: "click" },
        { trigger: `${row("Zweites Werk")} .o_list_record_selector input`, run: "click" },
        { trigger: ".o_selection_box:contains(2)" },
        { trigger: ".o_control_panel button[name='action_approve']", run: "click" },
        { trigger: ".o_notification:contains(Approved: 2)" },
        { trigger: ".o_list_view:not(:has(.o_data_row:contains(Erstes Werk)))" },
        { trigger: `${row("Drittes Werk")} button[name='action_reject']`, run: "click" },
        type("note", "Too long a term", DIALOG),
        press("action_apply"),
        { trigger: ".o_view_nocontent:contains(Nothing waits for your approval)" },
    ],
});

tours.add("quote_rejected_tour", {
    steps: () => [
        news("danger", "Rejected by Tq Leader"),
        news("danger", "Ten percent at most"),
        { trigger: NO_WAY_OUT },
        { trigger: header("action_ask_submit"), run: "click" },
        press("action_apply"),
        news("info", "Waits for Tq Leader"),
        { trigger: header("action_withdraw"), run: "click" },
        { trigger: ".modal button:contains(Withdraw)", run: "click" },
        news("warning", "Withdrawn by Tc Sales"),
    ],
});

tours.add("quote_edit_voids_tour", {
    steps: () => [
        news("success", "Approved by Tq Leader"),
        { trigger: header("action_quotation_send") },
        {
            trigger: ".o_field_widget[name='order_line'] .o_data_cell[name='price_unit']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='order_line'] .o_selected_row [name='price_unit'] input",
            run: "edit 80",
        },
        { trigger: ".o_form_button_save", run: "click" },
        news("warning", "The approval is void"),
        news("warning", "100.00 → 80.00"),
        { trigger: `${NO_WAY_OUT}:has(${header("action_ask_submit")})` },
    ],
});

tours.add("quote_activity_tour", {
    steps: () => [
        {
            content: "the to-do offers the decision, and not to be marked done",
            trigger: ".o-mail-Activity:not(:has(.o-mail-Activity-markDone)) .o_activity_reject",
        },
        { trigger: ".o-mail-Activity .o_activity_approve", run: "click" },
        news("success", "Approved by Tq Leader"),
        { trigger: ".o-mail-Chatter:not(:has(.o-mail-Activity))" },
    ],
});
