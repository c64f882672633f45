import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

import { type } from "./tour_helpers";

const tours = registry.category("web_tour.tours");
const CONTACTS = ".o_field_widget[name='child_ids']";
const CONTACT = ".modal:has(.o_field_widget[name='decision_role'])";

tours.add("customer_contact_tour", {
    steps: () => [
        { trigger: `${CONTACTS} .o_kanban_record:contains(Erste Person):contains(Primary)` },
        { trigger: `${CONTACTS} .o-kanban-button-new`, run: "click" },
        type("name", "Zweite Person", CONTACT),
        { trigger: `${CONTACT} .o_form_button_save`, run: "click" },
        { trigger: `${CONTACT} .o_field_widget[name='function'].o_field_invalid` },
        { trigger: `${CONTACT} .o_field_widget[name='phone'].o_field_invalid` },
        type("function", "Einkauf", CONTACT),
        type("phone", "+49 30 901820", CONTACT),
        {
            trigger: `${CONTACT} .o_field_widget[name='decision_role'] input`,
            run: "click",
        },
        { trigger: ".o_select_menu_item:contains(Decision maker)", run: "click" },
        { trigger: `${CONTACT} .o_field_widget[name='is_primary_contact'] input`, run: "click" },
        { trigger: `${CONTACT} .o_form_button_save`, run: "click" },
        { trigger: "body:not(:has(.modal))" },
        ...stepUtils.saveForm(),
        { trigger: `${CONTACTS} .o_kanban_record:contains(Zweite Person):contains(Primary)` },
        {
            trigger: `${CONTACTS} .o_kanban_record:contains(Zweite Person):contains(Decision maker)`,
        },
        {
            content: "a customer has one primary contact",
            trigger: `${CONTACTS} .o_kanban_record:contains(Erste Person):not(:contains(Primary))`,
        },
        {
            trigger: ".o_field_widget[name='primary_contact_id'] input:value(Zweite Person)",
        },
    ],
});

tours.add("customer_deactivate_tour", {
    steps: () => [
        { trigger: ".o_statusbar_buttons button[name='action_customer_deactivate']", run: "click" },
        { trigger: ".modal-footer button[name='action_deactivate']", run: "click" },
        {
            content: "not without a reason",
            trigger: ".modal .o_field_widget[name='reason'].o_field_invalid",
        },
        type("reason", "Dissolved in 2025", ".modal"),
        { trigger: ".modal-footer button[name='action_deactivate']", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_form_view .alert-warning:contains(Dissolved in 2025)" },
        { trigger: ".o_form_view .alert-warning:contains(Tc Office)" },
        { trigger: ".o_statusbar_buttons button[name='action_customer_reactivate']", run: "click" },
        { trigger: ".o_statusbar_buttons button[name='action_customer_deactivate']" },
        { trigger: ".o_form_view:not(:has(.alert-warning:visible))" },
        { trigger: ".o-mail-Chatter :contains(Reactivated.)" },
    ],
});
