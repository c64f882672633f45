import { registry } from "@web/core/registry";
import { importFile } from "./tour_helpers";

const ROWS = [
    "Name,Website,Phone",
    "宁波海联进出口有限公司,https://hailian.example.com,+86 574 8700 1000",
    "深圳市東風貿易(集團)有限公司,https://again.example.com,",
    "Neue Firma GmbH,https://neu.example.com,",
    "NEUE  FIRMA (gmbh),https://neu-zwei.example.com,",
    "Ohne Seite AG,,",
    "Letzte Zeile AG,https://letzte.example.com,",
];

function leftOut(title) {
    return [
        { trigger: `.o_import_data_content .alert-warning:contains(${title})` },
        { trigger: ".alert-warning b:contains(Line 3):contains(Tc Sales Two)" },
        { trigger: ".alert-warning b:contains(Line 5):contains(further up in the file)" },
        { trigger: ".alert-warning b:contains(Line 6):contains(Website)" },
        { trigger: ".o_import_data_content .alert-warning:not(:contains(/Line [247]:/))" },
        { trigger: ".o_import_action:not(:has(.alert-danger))" },
    ];
}

registry.category("web_tour.tours").add("customer_import_tour", {
    url: "/odoo/crm-customers",
    steps: () => [
        ...importFile(ROWS),
        { trigger: ".o_control_panel button:contains(/^Test$/)", run: "click" },
        ...leftOut("Rows that will be left out: 3"),
        { trigger: ".o_control_panel button:contains(/^Import$/)", run: "click" },
        ...leftOut("Rows left out: 3"),
        { trigger: ".o_control_panel button:contains(/^Cancel$/)", run: "click" },
        { trigger: ".o_list_view .o_data_row" },
    ],
});
