import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

import { choose } from "./tour_helpers";

const tours = registry.category("web_tour.tours");
const field = (name) => `.o_field_widget[name='${name}']`;

tours.add("sales_task_from_customer_tour", {
    steps: () => [
        {
            content: "from the page of the customer",
            trigger: ".o_statusbar_buttons button[name='action_add_sales_task']",
            run: "click",
        },
        { trigger: `.o_form_view ${field("partner_id")} input:value(Adler)` },
        {
            content: "the subject may stay empty",
            trigger: `h1 ${field("name")} textarea[placeholder^='Left empty']`,
        },
        ...choose("task_product_ids", "Pump P7"),
        { trigger: `${field("task_product_ids")} .o_tag:contains(Pump P7)` },
        ...stepUtils.saveForm(),
        {
            trigger: `h1 ${field("name")} textarea:value(Adler Ltd - Pump P7 - sales task)`,
        },
        { content: "the team", trigger: ".o_notebook [name='task_members']", run: "click" },
        { trigger: `${field("member_ids")} .o_field_x2many_list_row_add a`, run: "click" },
        ...choose("user_id", "Tc Sales Two", field("member_ids")),
        ...stepUtils.saveForm(),
        { trigger: `${field("member_user_ids")} .o_m2m_avatar` },
        { trigger: ".o-mail-Message:contains(Tc Sales Two joined the team)" },
        {
            content: "documents",
            trigger: "button[name='action_view_documents']:contains(0)",
            run: "click",
        },
        { trigger: ".o_nocontent_help:contains(No documents yet)" },
        { trigger: ".o_control_panel button:contains(Add Documents)", run: "click" },
        {
            trigger:
                ".modal .o_field_widget[name='document_kind_id'] .o_selection_badge:contains(Drawing)",
            run: "click",
        },
        {
            content: "a file",
            trigger: ".modal .o_field_widget[name='attachment_ids'] .o_file_input",
            run({ anchor }) {
                const input = anchor.querySelector("input[type='file']");
                const files = new DataTransfer();
                files.items.add(new File(["a line"], "layout.txt", { type: "text/plain" }));
                input.files = files.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".modal .o_attachment:contains(layout)" },
        { trigger: ".modal-footer button[name='action_upload']", run: "click" },
        { trigger: ".o_kanban_record:contains(layout.txt):contains(Drawing)" },
    ],
});

tours.add("sales_task_lost_tour", {
    steps: () => [
        { trigger: ".o_statusbar_buttons button:contains(Lost)", run: "click" },
        { trigger: ".modal-footer button[name='action_lost_reason_apply']", run: "click" },
        {
            content: "not without a reason",
            trigger: ".modal .o_field_widget[name='lost_reason_id'].o_field_invalid",
        },
        {
            trigger:
                ".modal .o_field_widget[name='lost_reason_id'] .o_selection_badge:contains(Too expensive)",
            run: "click",
        },
        {
            content: "a competitor that is not yet on the list",
            trigger: ".modal .o_field_widget[name='competitor_id'] input",
            run: "edit Meridian",
        },
        { trigger: ".o_m2o_dropdown_option_create a", run: "click" },
        {
            trigger: ".modal .o_field_widget[name='project_summary'] textarea",
            run: "edit Decided by the price",
        },
        { trigger: ".modal-footer button[name='action_lost_reason_apply']", run: "click" },
        { trigger: ".ribbon:contains(Lost)" },
        { trigger: ".o_notebook [name='task_closing']", run: "click" },
        { trigger: ".o_field_widget[name='competitor_id'] input:value(Meridian)" },
        {
            trigger: ".o_field_widget[name='project_summary'] textarea:value(Decided by the price)",
        },
    ],
});
