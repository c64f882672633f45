import { onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
import {
    ProgressBarField,
    progressBarField,
} from "@web/views/fields/progress_bar/progress_bar_field";

const SECONDS = 4;

/** The bar of a duplicate run, read anew while the run goes on. */
export class DuplicateRunProgressField extends ProgressBarField {
    setup() {
        super.setup();
        const timer = setInterval(() => this.refresh(), SECONDS * 1000);
        onWillUnmount(() => clearInterval(timer));
    }

    async refresh() {
        const { record } = this.props;
        const goesOn = ["queued", "running"].includes(record.data.state);
        if (goesOn && !document.hidden && !record.dirty) {
            await record.load();
        }
    }
}

registry.category("fields").add("duplicate_run_progress", {
    ...progressBarField,
    component: DuplicateRunProgressField,
    fieldDependencies: [{ name: "state", type: "selection" }],
});
