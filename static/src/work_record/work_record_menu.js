import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { session } from "@web/session";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";

/** In the top bar: writes down what was done, without leaving the page. */
export class WorkRecordMenu extends Component {
    static template = "crm_customer_protection.WorkRecordMenu";
    static props = {};

    setup() {
        this.dialog = useService("dialog");
        this.notification = useService("notification");
    }

    open() {
        this.dialog.add(FormViewDialog, {
            resModel: "crm.work.record",
            viewId: session.work_record_entry_view_id,
            title: _t("New Work Record"),
            canExpand: false,
            size: "md",
            onRecordSaved: (record) =>
                this.notification.add(_t("Written down: %s", record.data.name), {
                    type: "success",
                }),
        });
    }
}

registry.category("systray").add(
    "crm_customer_protection.work_record",
    {
        Component: WorkRecordMenu,
        // The server says it only to salespeople of a company that manages its customers.
        isDisplayed: () => Boolean(session.work_record_entry_view_id),
    },
    { sequence: 22 }
);
