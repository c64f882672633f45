import { CrmKanbanDynamicGroupList } from "@crm/views/crm_kanban/crm_kanban_model";
import { patch } from "@web/core/utils/patch";

import { openPromotion } from "./promotion";

// A sales task is dragged into the dialog; opportunities of other teams move as in Odoo.
patch(CrmKanbanDynamicGroupList.prototype, {
    async moveRecord(dataRecordId, dataGroupId, refId, targetGroupId) {
        const source = this.groups.find((group) => group.id === dataGroupId);
        const target = this.groups.find((group) => group.id === targetGroupId);
        const record = source?.list.records.find((one) => one.id === dataRecordId);
        const moves = source !== target && target?.groupByField.name === "stage_id";
        if (!moves || !record?.data.stage_scheme_id) {
            return super.moveRecord(...arguments);
        }
        await openPromotion(this.model.action, record.resId, target.value);
        await this.model.load();
    },
});
