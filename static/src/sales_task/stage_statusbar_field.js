import {
    RottingStatusBarDurationField,
    rottingStatusBarDurationField,
} from "@mail/js/rotting_mixin/rotting_statusbar";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

import { openPromotion } from "./promotion";

/** Odoo's status bar; a click on a stage of a sales task opens the promotion dialog. */
export class SalesTaskStatusBarField extends RottingStatusBarDurationField {
    setup() {
        super.setup();
        this.action = useService("action");
    }

    async selectItem(item) {
        const { record } = this.props;
        if (!record.data.stage_scheme_id) {
            return super.selectItem(item);
        }
        if (await record.save()) {
            await openPromotion(this.action, record.resId, item.value);
            await record.load();
        }
    }
}

registry.category("fields").add("sales_task_statusbar", {
    ...rottingStatusBarDurationField,
    component: SalesTaskStatusBarField,
});
