import { registry } from "@web/core/registry";

import { openMenu } from "./tour_helpers";

const tours = registry.category("web_tour.tours");

const row = (name) => `.o_team_work_table tbody tr:contains(${name})`;
const figure = (measure, value) =>
    `.o_team_work_figures [data-measure='${measure}'] button:contains(/^${value}$/)`;

/** A leader reads the week of two people, opens what is behind the numbers, and comes back. */
tours.add("team_work_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("work_menu", "work_menu_summary"),
        { trigger: `${row("Tc Sales")} .o_team_work_done:contains(/^2$/)` },
        { content: "who did nothing is there too", trigger: row("Tc Mate") },
        { trigger: figure("done", 2) },
        { trigger: figure("overdue", 1), run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Late visit)" },
        { trigger: ".o_list_view:not(:has(.o_data_row:nth-child(2)))" },
        { trigger: ".o_back_button, .breadcrumb-item a:contains(Team's Work)", run: "click" },
        { trigger: `${row("Tc Sales")} .o_team_work_done`, run: "click" },
        { trigger: ".o_breadcrumb .active:contains(Tc Sales)" },
        { trigger: ".o_list_view .o_data_row:nth-child(2)" },
        { trigger: ".breadcrumb-item a:contains(Team's Work)", run: "click" },
        {
            content: "the arrow goes a week back",
            trigger: ".o_team_work_table",
            run: "press ArrowLeft",
        },
        { trigger: ".o_team_work_nothing" },
        { trigger: ".o_team_work_unit", run: "click" },
        { trigger: ".o-dropdown--menu [data-unit='month']", run: "click" },
        { trigger: figure("done", 2) },
        { trigger: ".o_team_work_person input", run: "click" },
        { trigger: ".o_select_menu_item:contains(Tc Mate)", run: "click" },
        { trigger: `.o_team_work_table:not(:has(tr:contains(Tc Sales)))` },
        { trigger: ".o_team_work_nothing" },
        { trigger: ".o_team_work_quiet_all:contains(/: 1$/)", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Still AG)" },
        { trigger: ".breadcrumb-item a:contains(Team's Work)", run: "click" },
        {
            content: "what was chosen is chosen still",
            trigger: `.o_team_work_table:not(:has(tr:contains(Tc Sales))):has(tr:contains(Tc Mate))`,
        },
        { trigger: ".o_team_work_quiet input", run: "edit 90 && press Tab" },
        { trigger: ".o_team_work_quiet:contains(There was contact with all customers)" },
    ],
});

/** On a phone a card for each person. */
tours.add("team_work_phone_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...openMenu("work_menu", "work_menu_summary"),
        { trigger: ".o_team_work_card:contains(Tc Sales) .o_team_work_done:contains(/^2$/)" },
        { trigger: ".o_team_work_card .o_team_work_done", run: "click" },
        { trigger: ".o_kanban_view .o_kanban_record:contains(Talk)" },
    ],
});
