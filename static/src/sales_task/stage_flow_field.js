import { Component } from "@odoo/owl";
import { deserializeDateTime, formatDate, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const ICONS = {
    done: "fa-check",
    current: "fa-circle",
    lost: "fa-times",
    skipped: "fa-angle-double-right",
    todo: "",
};

export class StageFlowNotes extends Component {
    static template = "crm_customer_protection.StageFlowNotes";
    static props = { step: Object, close: { type: Function, optional: true } };

    formatMoment(moment) {
        return formatDateTime(deserializeDateTime(moment));
    }
}

/** The flow chart of a sales task: its stages with date, days, who, and the notes on hover. */
export class StageFlowField extends Component {
    static template = "crm_customer_protection.StageFlowField";
    static props = { ...standardFieldProps };

    setup() {
        this.notes = usePopover(StageFlowNotes, {
            position: "bottom",
            popoverClass: "o_stage_flow_notes",
        });
    }

    get steps() {
        return (this.props.record.data[this.props.name] || []).map((step) => ({
            ...step,
            icon: ICONS[step.state],
            date: step.since ? formatDate(deserializeDateTime(step.since)) : "",
            length: step.days >= 0.1 ? this.formatDays(step.days) : "",
            title: this.getTitle(step),
        }));
    }

    formatDays(days) {
        return days < 1 ? _t("under a day") : _t("%s days", Math.round(days));
    }

    getTitle(step) {
        if (step.rotting) {
            return _t("Stalls: nothing happened for %s days", step.rotting);
        }
        return step.state === "skipped" ? _t("Skipped") : "";
    }

    showNotes(ev, step) {
        if (step.notes.length) {
            this.notes.open(ev.currentTarget, { step });
        }
    }
}

registry.category("fields").add("stage_flow", {
    component: StageFlowField,
    displayName: _t("Flow of the stages"),
    supportedTypes: ["json"],
});
