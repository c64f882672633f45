import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

import { choose, openMenu, type } from "./tour_helpers";

const tours = registry.category("web_tour.tours");

tours.add("customer_category_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("customer_menu_back_office", "customer_menu_categories"),
        { trigger: ".o_list_view .o_data_row .o_category_icon" },
        { trigger: ".o_list_button_add", run: "click" },
        type("name", "Framework agreement", ".o_form_view"),
        { trigger: ".o_field_selection[name='icon'] input", run: "click" },
        { trigger: ".o_select_menu_item:contains(Handshake)", run: "click" },
        {
            content: "the icon itself beside its name",
            trigger: ".o_field_category_icon[name='icon'] .o_category_icon i.fa-handshake-o",
        },
        ...stepUtils.saveForm(),
        { trigger: ".o_back_button", run: "click" },
        {
            trigger:
                ".o_list_view .o_data_row:contains(Framework agreement) .o_category_icon i.fa-handshake-o",
        },
    ],
});

tours.add("same_names_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("customer_menu_back_office", "customer_menu_same_names"),
        {
            trigger:
                ".o_list_view .o_data_row:contains(Doppelt Erfasst AG):contains(DOPPELT-ERFASST AG)",
        },
        ...openMenu("customer_menu_back_office", "customer_menu_duplicate_runs"),
        { trigger: ".o_list_view .o_data_row [name='pair_count']:contains(/[1-9]/)" },
        {
            trigger: ".o_list_view .o_data_row:first button[name='action_view_pairs']",
            run: "click",
        },
        {
            trigger:
                ".o_list_view .o_data_row:contains(Doppelt Erfasst AG) button[name='action_view_other_partner']",
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name='name'] :value(DOPPELT-ERFASST AG)" },
    ],
});

tours.add("duplicate_run_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("customer_menu_back_office", "customer_menu_duplicate_runs"),
        { trigger: ".o_list_button_add", run: "click" },
        {
            trigger: ".o_field_widget[name='level'] .o_radio_item:contains(Likely) input",
            run: "click",
        },
        { trigger: "button[name='action_start']:visible", run: "click" },
        { trigger: ".o_notification:contains(begins within a minute)" },
        { trigger: ".o_field_widget[name='progress'] .o_progressbar" },
        { trigger: "button[name='action_stop']:visible", run: "click" },
        { trigger: "button[name='action_resume']:visible", run: "click" },
        { trigger: "button[name='action_stop']:visible" },
    ],
});

const selectPair = (name) => [
    {
        trigger: `.o_list_view .o_data_row:contains(${name}) .o_list_record_selector input`,
        run: "click",
    },
    { trigger: ".o_selection_box:contains(1)" },
];
const closeMerge = [
    { trigger: ".modal .o_form_view:contains(Doppelt Erfasst AG)" },
    { trigger: ".modal-header .btn-close", run: "click" },
    { trigger: "body:not(:has(.modal))" },
];

tours.add("duplicate_pair_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("customer_menu_back_office", "customer_menu_duplicate_runs"),
        {
            content: "the run has ended while one looked elsewhere",
            trigger:
                ".o_list_view .o_data_row:contains(Done) [name='pair_count']:contains(/[1-9]/)",
        },
        {
            trigger: ".o_list_view .o_data_row:first button[name='action_view_pairs']",
            run: "click",
        },
        {
            content: "in groups, with the reasons in words",
            trigger:
                ".o_list_view:has(.o_group_header:contains(Halbmond)) .o_data_row:contains(Halbmond) [name='reason_text']:contains(spelt)",
        },
        ...selectPair("Halbmond"),
        { trigger: ".o_control_panel button[name='action_different']", run: "click" },
        { trigger: ".o_list_view:not(:has(.o_data_row:contains(Halbmond)))" },
        {
            trigger: ".o_list_view .o_data_row:contains(杭州分公司) td[name='reason_text']",
            run: "click",
        },
        {
            content: "side by side",
            trigger: ".o_form_view .o_field_widget[name='phone_other']:contains(0755 2)",
        },
        { trigger: ".o_form_view button[name='action_related']", run: "click" },
        {
            trigger:
                ".o_form_view:has(button[name='action_reopen']:visible) .o_field_widget[name='decided_by_id']:contains(Tc Office)",
        },
        { trigger: ".o_back_button", run: "click" },
        ...selectPair("Doppelt"),
        { trigger: ".o_control_panel button[name='action_same']", run: "click" },
        ...closeMerge,
    ],
});

tours.add("customer_mass_deactivate_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        { trigger: ".o_searchview_input", run: "edit Massenware" },
        { trigger: ".o_searchview_autocomplete .o-dropdown-item:contains(Massenware)" },
        { trigger: ".o_searchview_input", run: "press Enter" },
        { trigger: ".o_searchview_facet:contains(Massenware)" },
        {
            trigger:
                ".o_list_view:not(:has(.o_data_row:not(:contains(Massenware)))) thead .o_list_record_selector input",
            run: "click",
        },
        { trigger: ".o_selection_box:contains(3)" },
        { trigger: ".o_control_panel button[name='action_customer_deactivate']", run: "click" },
        { trigger: ".modal .o_field_widget[name='partner_ids'] .o_tag:contains(Massenware 3)" },
        type("reason", "Bought by another company", ".modal"),
        { trigger: ".modal-footer button[name='action_deactivate']", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_list_view:not(:has(.o_data_row:contains(Massenware)))" },
    ],
});

tours.add("team_required_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("crm.crm_menu_config", "crm.crm_team_config"),
        { trigger: ".o_data_row:contains(Team A) .o_data_cell[name='name']", run: "click" },
        { trigger: ".o_notebook a[name='customer']", run: "click" },
        ...choose("customer_required_field_ids", "Fax"),
        { trigger: ".o_field_widget[name='customer_required_field_ids'] .o_tag:contains(Fax)" },
        ...stepUtils.saveForm(),
    ],
});

tours.add("team_tree_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("crm.crm_menu_config", "customer_menu_team_tree"),
        {
            trigger: ".o_hierarchy_view .o_hierarchy_node:contains(Team A) button:contains(Unfold)",
            run: "click",
        },
        { trigger: ".o_hierarchy_view .o_hierarchy_node:contains(Team Below)", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name='parent_id'] input:value(Team A)" },
    ],
});
