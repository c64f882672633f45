import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formView } from "@web/views/form/form_view";

/** The approver's desk: once a quotation is decided, the next one that waits comes up. */
export class ApprovalDeskController extends formView.Controller {
    setup() {
        super.setup();
        this.notification = useService("notification");
        const load = this.model.load.bind(this.model);
        // Whatever the way of deciding was, the form loads its record again after it.
        this.model.load = async (params = {}) => {
            const before = this.waiting;
            await load(params);
            if (!params.resId && before && before === this.model.root.resId && !this.waiting) {
                await this.showNext();
            }
        };
    }

    /** @returns {number | false} the quotation on the screen, while it waits for the user */
    get waiting() {
        const root = this.model.root;
        return root?.data.is_waiting_for_me && root.resId;
    }

    /** Leave what is decided, for the one behind it or, at the end, the one before it. */
    async showNext() {
        const { resId, resIds, data, fields } = this.model.root;
        const place = resIds.indexOf(resId);
        const left = resIds.filter((id) => id !== resId);
        const states = Object.fromEntries(fields.approval_state.selection);
        this.notification.add(`${data.name}: ${states[data.approval_state]}`, {
            type: data.approval_state === "rejected" ? "warning" : "success",
        });
        if (place >= 0 && left.length) {
            const next = left[Math.min(place, left.length - 1)];
            await this.model.load({ resId: next, resIds: left });
        } else if (this.env.config.breadcrumbs.length > 1) {
            this.notification.add(_t("That was the last one."), { type: "info" });
            this.env.config.historyBack();
        }
    }
}

registry.category("views").add("quote_approval_desk", {
    ...formView,
    Controller: ApprovalDeskController,
});
