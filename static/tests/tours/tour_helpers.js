import { stepUtils } from "@web_tour/tour_utils";

const ADDON = "crm_customer_protection";

/** Open a menu item of the CRM app, on a desktop or on a phone. */
export function openMenu(section, item) {
    const menu = (name) => `[data-menu-xmlid='${name.includes(".") ? name : `${ADDON}.${name}`}']`;
    return [
        {
            isActive: ["desktop"],
            trigger: `.o_menu_sections button${menu(section)}`,
            run: "click",
        },
        {
            isActive: ["desktop"],
            trigger: `.o-dropdown--menu .dropdown-item${menu(item)}`,
            run: "click",
        },
        { isActive: ["mobile"], trigger: ".o_main_navbar .o_menu_toggle", run: "click" },
        { isActive: ["mobile"], trigger: `.o_app_menu_sidebar li${menu(item)}`, run: "click" },
    ];
}

/** From the first page of the web client into the CRM app. */
export function openCrm() {
    return [
        { isActive: ["desktop"], ...stepUtils.showAppsMenuItem(), run: "click" },
        {
            isActive: ["desktop"],
            trigger: ".o_app[data-menu-xmlid='crm.crm_menu_root']",
            run: "click",
        },
        { isActive: ["mobile"], trigger: ".o_main_navbar .o_menu_toggle", run: "click" },
        { isActive: ["mobile"], trigger: ".o_sidebar_topbar a.btn-primary", run: "click" },
        {
            isActive: ["mobile"],
            trigger: ".o_app_menu_sidebar .o_app[data-menu-xmlid='crm.crm_menu_root']",
            run: "click",
        },
        { content: "the app is open", trigger: ".o_action_manager .o_view_controller" },
    ];
}

/** Type into a field and leave it, so that the form judges at once. */
export function type(field, text, root = "") {
    const tag = ["reason", "comment", "note"].includes(field) ? "textarea" : "input";
    return {
        content: `type ${text} into ${field}`,
        trigger: `${root} .o_field_widget[name='${field}'] ${tag}`,
        async run({ edit, press }) {
            await edit(text);
            await press("Tab");
        },
    };
}

/** Choose a record in a many2one or many2many field. */
export function choose(field, text, root = "") {
    return [
        {
            content: `look for ${text} in ${field}`,
            trigger: `${root} .o_field_widget[name='${field}'] input`,
            run: `edit ${text}`,
        },
        {
            trigger: `.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option) a:contains(${text})`,
            run: "click",
        },
    ];
}

/** Fail where one of the words stands in the element. */
export function hides(trigger, words) {
    return {
        content: `nothing in ${trigger} gives ${words.join(", ")} away`,
        trigger,
        run({ anchor }) {
            const text = anchor.outerHTML;
            const leaked = words.filter((word) => text.includes(word));
            if (leaked.length) {
                console.error(`${trigger} shows ${leaked.join(", ")}`);
            }
        },
    };
}

export const CHECK =
    ".modal:has(.o_field_widget[name='registered_name']:not(.o_readonly_modifier))";
export const DETAILS = ".modal:has(button[name='action_customer_entry_next'])";

/** A click on a button of the dialog's footer. */
export function press(name) {
    return { trigger: `.modal-footer button[name='${name}']`, run: "click" };
}

/** From the list of customers into Odoo's import, with a file of these lines. */
export function importFile(lines) {
    return [
        { trigger: ".o_list_view .o_cp_action_menus .fa-cog", run: "click" },
        { trigger: ".o-dropdown--menu .o_import_menu", run: "click" },
        {
            content: "give it the file",
            trigger: ".o_control_panel .o_file_input:has(.o_import_file)",
            run({ anchor }) {
                const input = anchor.querySelector("input[type='file']");
                const files = new DataTransfer();
                files.items.add(
                    new File([lines.join("\n")], "customers.csv", { type: "text/csv" })
                );
                input.files = files.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".o_import_data_content tr:contains(Website)" },
    ];
}
