import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

import { describeColumn } from "./period";
import { getLevel, getMost } from "./summary";

/** People by days: what was done, with what is still planned besides. On a phone a card for each. */
export class WorkTable extends Component {
    static template = "crm_customer_protection.WorkTable";
    static props = { summary: Object, onOpen: Function };

    setup() {
        this.totals = [
            { measure: "done", name: _t("Done") },
            { measure: "kept", name: _t("Plans") },
            { measure: "overdue", name: _t("Overdue"), class: "o_team_work_alarm" },
            { measure: "cancelled", name: _t("Cancelled"), class: "o_team_work_muted" },
        ];
    }

    get columns() {
        const { columns, unit, today } = this.props.summary;
        const most = getMost(this.props.summary);
        return columns.map((column, index) => ({
            ...describeColumn(column, unit),
            index,
            most,
            isToday: column[0] <= today && today <= column[1],
        }));
    }

    getCellClass(cell, column) {
        const level = getLevel(cell?.done, column.most);
        if (level) {
            return `o_team_work_level_${level}`;
        }
        return column.isWeekend ? "o_team_work_weekend" : "";
    }

    getOpenClass(cell) {
        return cell.overdue ? "o_team_work_alarm" : "o_team_work_muted";
    }

    getOpenTitle(cell) {
        return cell.overdue
            ? _t("%(open)s still planned, %(overdue)s of them overdue", {
                  open: cell.open,
                  overdue: cell.overdue,
              })
            : _t("%(open)s still planned", { open: cell.open });
    }

    /** @param {Object} person a row, or nothing for the sum of all */
    open(measure, person, column) {
        const title = [person?.name, column?.title && `${column.name} ${column.detail}`];
        const of = { person: person?.id, column: column?.index };
        this.props.onOpen(measure, of, title.filter(Boolean).join(", "));
    }
}
