import { registry } from "@web/core/registry";

import { choose, press, type } from "./tour_helpers";

const tours = registry.category("web_tour.tours");
const NOTE = ".modal .o_field_widget[name='note'] textarea";
const CLOSED = { content: "the dialog is closed", trigger: "body:not(:has(.modal))" };
const stands = (stage) => ({
    content: `the task stands in ${stage}`,
    trigger: `.o_form_view .o_statusbar_status .o_arrow_button_current:contains(${stage})`,
});
const open = { trigger: ".o_form_view button[name='action_promote']", run: "click" };

/** Press Promote, write a note, and see the task in its next stage. */
function promote(stage) {
    return [
        open,
        { trigger: `.modal .o_field_widget[name='stage_id'] input:value(${stage})` },
        { trigger: NOTE, run: `edit Now in ${stage}` },
        press("action_promote"),
        CLOSED,
        stands(stage),
    ];
}

tours.add("sales_task_stage_promote_tour", {
    steps: () => [
        stands("Seven 1"),
        { trigger: ".o_form_view .nav-link[name='progress']", run: "click" },
        { trigger: ".o_stage_flow_current:contains(Seven 1)" },
        { trigger: "[name='next_stage_missing']:contains(Fill in: Expected Revenue.)" },
        // What is missing stands in the dialog, and is said again when it is tried all the same.
        open,
        {
            trigger:
                ".modal [name='gates'] li:contains(Fill in: Expected Revenue.) .fa-times-circle",
        },
        { trigger: NOTE, run: "edit Too early" },
        press("action_promote"),
        { trigger: ".o_error_dialog:contains(was not promoted: Fill in: Expected Revenue.)" },
        { trigger: ".o_error_dialog .modal-footer .btn-primary", run: "click" },
        { trigger: ".modal-footer .btn[special='cancel']", run: "click" },
        CLOSED,
        stands("Seven 1"),
        type("expected_revenue", "5000", ".o_form_view"),
        open,
        { trigger: ".modal [name='gates'] li .fa-check-circle" },
        { trigger: NOTE, run: "edit Now in Seven 2" },
        press("action_promote"),
        CLOSED,
        stands("Seven 2"),
        ...["Seven 3", "Seven 4", "Seven 5", "Seven 6"].flatMap(promote),
        // A click on an earlier stage opens the same dialog, which asks for the reason.
        {
            trigger: ".o_statusbar_status .o_arrow_button:contains(Seven 5)",
            run: "click",
        },
        { trigger: ".modal .alert:contains(The task goes back. Say why.)" },
        { trigger: NOTE, run: "edit They changed their minds" },
        { trigger: ".modal-footer button:contains(Take Back)", run: "click" },
        CLOSED,
        stands("Seven 5"),
        ...promote("Seven 6"),
        open,
        { trigger: NOTE, run: "edit Signed" },
        press("action_promote"),
        { trigger: ".o_reward", run: "click" },
        stands("Seven 7"),
        { trigger: ".o_form_view .nav-link[name='progress']", run: "click" },
        { trigger: ".o_stage_flow_done:contains(Seven 7)" },
        { trigger: "[name='stage_history_ids'] .o_data_row:contains(They changed their minds)" },
        { trigger: "body:not(:has(.o_form_view button[name='action_promote']:visible))" },
    ],
});

const column = (name) => `.o_kanban_group:has(.o_column_title:contains(${name}))`;
const card = (stage) => `${column(stage)} .o_kanban_record:contains(Dragged deal)`;
const drag = (from, to) => ({ trigger: card(from), run: `drag_and_drop(${column(to)})` });

tours.add("sales_task_stage_drag_tour", {
    steps: () => [
        { trigger: card("Seven 1") },
        drag("Seven 1", "Seven 2"),
        { trigger: ".modal .o_field_widget[name='stage_id'] input:value(Seven 2)" },
        { trigger: ".modal-footer .btn[special='cancel']", run: "click" },
        CLOSED,
        { content: "it lies where it was", trigger: card("Seven 1") },
        drag("Seven 1", "Seven 4"),
        { trigger: ".modal .alert:contains(Stages are passed one at a time)" },
        { trigger: ".modal-footer .btn[special='cancel']", run: "click" },
        CLOSED,
        { content: "it lies there still", trigger: card("Seven 1") },
        drag("Seven 1", "Seven 2"),
        { trigger: NOTE, run: "edit Dragged there" },
        press("action_promote"),
        CLOSED,
        { trigger: card("Seven 2") },
    ],
});

const CONFIRM = { trigger: ".modal-footer .btn-primary", run: "click" };
const state = (label) => ({
    trigger: `.o_form_view .o_statusbar_status .o_arrow_button_current:contains(${label})`,
});

tours.add("sales_task_stage_setup_tour", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        ...choose("scheme_id", "Own scheme", ".o_form_view"),
        ...choose("team_ids", "Plain Team", ".o_form_view"),
        { trigger: "[name='line_ids'] .o_data_row:contains(New):contains(Seven 1):contains(2)" },
        { trigger: "button[name='action_carry_out']", run: "click" },
        CONFIRM,
        state("Carried Out"),
        { trigger: "button[name='action_undo']", run: "click" },
        CONFIRM,
        state("Taken Back"),
    ],
});
