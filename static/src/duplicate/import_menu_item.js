import { importRecordsItem } from "@base_import/import_records/import_records";
import { registry } from "@web/core/registry";
import { exprToBoolean } from "@web/core/utils/strings";

/**
 * Odoo offers "Import records" only where a list has its "New" button. The list of customers has
 * none, since a customer is entered in two steps; a view that says `import="1"` offers it all the same.
 */
export const customerImportItem = {
    ...importRecordsItem,
    isDisplayed: ({ config, isSmall }) =>
        !isSmall &&
        config.actionType === "ir.actions.act_window" &&
        ["kanban", "list"].includes(config.viewType) &&
        exprToBoolean(config.viewArch.getAttribute("import")) &&
        !exprToBoolean(config.viewArch.getAttribute("create"), true),
};

registry.category("cogMenu").add("customer-import-menu", customerImportItem, { sequence: 1 });
