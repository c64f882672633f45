import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";

/** In the top bar: writes down what was done, without leaving the page. */
export class WorkRecordMenu extends Component {
    static template = "crm_customer_protection.WorkRecordMenu";
    static props = {};

    setup() {
        this.dialog = useService("dialog");
        this.orm = useService("orm");
        this.notification = useService("notification");
    }

    async open() {
        this.viewId ??= await this.orm.call("crm.work.record", "get_entry_view_id", []);
        this.dialog.add(FormViewDialog, {
            resModel: "crm.work.record",
            viewId: this.viewId,
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

/** Only for salespeople of a company that manages its customers. */
export const workRecordService = {
    async start() {
        const groups = [
            "crm_customer_protection.group_customer_management",
            "sales_team.group_sale_salesman",
        ];
        const has = await Promise.all(groups.map((group) => user.hasGroup(group)));
        if (has.every(Boolean)) {
            registry
                .category("systray")
                .add(
                    "crm_customer_protection.work_record",
                    { Component: WorkRecordMenu },
                    { sequence: 22 }
                );
        }
    },
};

registry.category("services").add("crm_work_record_menu", workRecordService);
