import { registry } from "@web/core/registry";
import { importFile } from "./tour_helpers";

const LINES = [
    "Name,Website",
    "上海远航科技股份有限公司,https://yuanhang-zwei.example.com",
    "Bodensee Optik GmbH,https://bodensee.example.com",
    "Bodensee Optiks GmbH,https://bodensee-zwei.example.com",
    "Letzte Zeile AG,https://letzte.example.com",
];
const ROW = (line) => `.o_import_review_row:has(.badge:contains(/^Line ${line}$/))`;
const SUMMARY = "Imported: 3. Of them accepted although they look like others: 1. Dropped: 1.";

registry.category("web_tour.tours").add("customer_import_review_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...importFile(LINES),
        { trigger: ".o_control_panel button:contains(/^Import$/)", run: "click" },
        {
            content: "whose it is stands there, no contact data",
            trigger: `${ROW(2)}:contains(上海远航科技有限公司):contains(Tc Sales Two):not(:contains(6123))`,
        },
        { trigger: `${ROW(4)}:contains(Bodensee Optik GmbH):contains(Line 3 of the file)` },
        { trigger: ".modal-footer .btn-primary:disabled" },
        {
            content: "nothing is written",
            trigger: ".modal-footer button:contains(Cancel)",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_control_panel button:contains(/^Test$/)",
            run: "click",
        },
        { trigger: `${ROW(2)} button:contains(Drop)`, run: "click" },
        { trigger: `${ROW(4)} button:contains(Accept)`, run: "click" },
        { trigger: ".modal-footer :contains(Still to decide: 1)" },
        {
            trigger: `${ROW(4)} input`,
            run: "edit A company of its own",
        },
        { trigger: ".modal-footer :contains(Dropped: 1)" },
        { trigger: ".modal-footer .btn-primary:contains(Go On):enabled", run: "click" },
        { trigger: `.o_import_data_content .alert-info:contains(${SUMMARY})` },
        { trigger: ".o_import_data_content .alert-info:contains(Everything seems valid)" },
        {
            content: "what was decided is not asked again",
            trigger: ".o_control_panel button:contains(/^Import$/)",
            run: "click",
        },
        { trigger: `.o_notification:contains(${SUMMARY})` },
        { trigger: ".o_list_view .o_data_row:contains(Bodensee Optiks GmbH)" },
    ],
});
