import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

import { choose } from "./tour_helpers";

const tours = registry.category("web_tour.tours");
const card = (name) => `.o_decision_tree .o_hierarchy_node:contains(${name})`;
const arrow = (title) => `.o_decision_influence:has(title:contains(${title}))`;
const below = (superior, name) =>
    `.o_decision_branch:has(> .o_hierarchy_node_container:contains(${superior})) > ` +
    `.o_decision_below .o_hierarchy_node:contains(${name})`;
const DIALOG = ".modal:has(.o_field_widget[name='influence_out_ids'])";
const OUT = `${DIALOG} .o_field_widget[name='influence_out_ids']`;

function select(field, label, root) {
    return [
        { trigger: `${root} .o_field_widget[name='${field}'] input`, run: "click" },
        { trigger: `.o_select_menu_item:contains(${label})`, run: "click" },
    ];
}

tours.add("decision_tree_tour", {
    steps: () => [
        { trigger: "button[name='action_view_decision_tree']", run: "click" },
        { trigger: ".o_decision_gaps:contains(Nobody supports us.)" },
        { trigger: ".o_decision_gaps:contains(the decision maker Bea Boss yet)" },
        { trigger: arrow("Hans Head influences Bea Boss (weak)") },
        {
            content: "the superior, by drag and drop",
            trigger: card("Hans Head"),
            run: `drag_and_drop ${card("Bea Boss")}`,
        },
        { trigger: below("Bea Boss", "Hans Head") },
        { trigger: ".o_decision_drawing:has(> .o_decision_line)" },
        {
            content: "two influences at once, in the small dialog",
            trigger: `${card("Uma User")} button[name='action_edit_influences']`,
            run: "click",
        },
        ...select("decision_stance", "Supporter", DIALOG),
        { trigger: `${OUT} .o_field_x2many_list_row_add a`, run: "click" },
        ...choose("target_id", "Bea Boss", OUT),
        ...select("strength", "Strong", OUT),
        { trigger: `${OUT} .o_field_x2many_list_row_add a`, run: "click" },
        ...choose("target_id", "Bob Buyer", `${OUT} .o_selected_row`),
        { trigger: `${DIALOG} .o_form_button_save`, run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: arrow("Uma User influences Bea Boss (strong)") },
        { trigger: arrow("Uma User influences Bob Buyer (medium)") },
        { content: "a gap less", trigger: ".o_decision_gaps:not(:contains(Nobody supports us.))" },
        { trigger: "#o_decision_switch", run: "click" },
        { trigger: ".o_decision_drawing:not(:has(.o_decision_influence))" },
        { trigger: "#o_decision_switch", run: "click" },
        { trigger: ".o_decision_drawing:has(.o_decision_influence)" },
        {
            content: "who is folded away has no arrows",
            trigger: `${card("Bea Boss")} button[name='hierarchy_search_subsidiaries']`,
            run: "click",
        },
        { trigger: ".o_decision_drawing:not(:has(title:contains(Hans Head)))" },
        {
            trigger: `${card("Bea Boss")} button[name='hierarchy_search_subsidiaries']`,
            run: "click",
        },
        { trigger: arrow("Hans Head influences Bea Boss (weak)") },
    ],
});

const ROWS = ".o_field_widget[name='task_contact_ids']";

tours.add("decision_task_tour", {
    steps: () => [
        { trigger: ".nav-link[name='task_contacts']", run: "click" },
        { trigger: ".alert:contains(Nobody supports us.)" },
        { trigger: `${ROWS} .o_data_row:contains(Bea Boss) .fa-star` },
        { trigger: `${ROWS} .o_data_row:contains(Hans Head) .fa-star-o`, run: "click" },
        { trigger: `${ROWS} .o_data_row:contains(Hans Head) .fa-star` },
        { trigger: `${ROWS} .o_data_row:contains(Bea Boss) .fa-star-o` },
        { trigger: `${ROWS} .o_field_x2many_list_row_add a`, run: "click" },
        ...choose("partner_id", "Uma User", `${ROWS} .o_selected_row`),
        ...select("stance", "Supporter", `${ROWS} .o_selected_row`),
        ...stepUtils.saveForm(),
        { trigger: `${ROWS} .o_data_row:contains(Uma User) :contains(Supporter)` },
        { trigger: ".alert:contains(Still missing):not(:contains(Nobody supports us.))" },
    ],
});
