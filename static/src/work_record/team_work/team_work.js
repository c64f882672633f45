import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { router } from "@web/core/browser/router";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { SelectMenu } from "@web/core/select_menu/select_menu";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { readAddress, writeAddress } from "./address";
import { describePeriod, getCustomPeriod, getPeriod, shiftPeriod, UNITS } from "./period";
import { getDomain } from "./summary";
import { CustomerList, KindBars } from "./team_work_lists";
import { WorkTable } from "./team_work_table";

const ADDON = "crm_customer_protection";
const today = () => serializeDate(luxon.DateTime.local());

/** A leader reads what the team did and plans; everybody else what he or she did (团队工作). */
export class TeamWork extends Component {
    static template = `${ADDON}.TeamWork`;
    static components = {
        CustomerList,
        DateTimeInput,
        Dropdown,
        DropdownItem,
        KindBars,
        Layout,
        SelectMenu,
        WorkTable,
    };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.display = { controlPanel: {} };
        this.units = {
            day: _t("Day"),
            week: _t("Week"),
            month: _t("Month"),
            quarter: _t("Quarter"),
            year: _t("Year"),
        };
        // Back from a list by its breadcrumb, or by the browser; or a new one.
        this.choice = useState(
            this.props.state?.choice ||
                (router.current.action === this.props.action.path &&
                    readAddress(router.current)) || {
                    period: getPeriod("week", today()),
                    team: false,
                    person: false,
                    days: 30,
                }
        );
        this.state = useState({ summary: null, loading: true });
        useSetupAction({
            rootRef: useRef("root"),
            getLocalState: () => ({ choice: JSON.parse(JSON.stringify(this.choice)) }),
        });
        useHotkey("arrowleft", () => this.shift(-1));
        useHotkey("arrowright", () => this.shift(1));
        onWillStart(() => this.load());
    }

    get unitNames() {
        return UNITS.map((unit) => [unit, this.units[unit]]);
    }

    get periodName() {
        return describePeriod(this.choice.period);
    }

    get unitName() {
        return this.units[this.choice.period.unit] || _t("Custom");
    }

    get isNow() {
        const { first, last } = this.choice.period;
        return first <= today() && today() <= last;
    }

    get isLeader() {
        const { teams, choices } = this.state.summary;
        return teams.length > 0 || choices.length > 1;
    }

    get teamChoices() {
        return this.state.summary.teams.map(({ id, name }) => ({ value: id, label: name }));
    }

    get personChoices() {
        return this.state.summary.choices.map(({ id, name }) => ({ value: id, label: name }));
    }

    get figures() {
        const { total } = this.state.summary;
        return [
            { measure: "done", name: _t("Done"), value: total.done },
            {
                measure: "kept",
                name: _t("Plans carried out"),
                value: total.kept,
                of: total.planned,
            },
            { measure: "open", name: _t("Still planned"), value: total.open },
            { measure: "overdue", name: _t("Overdue"), value: total.overdue, alarming: true },
            { measure: "cancelled", name: _t("Cancelled"), value: total.cancelled },
        ];
    }

    async load() {
        const { period, team, person, days } = this.choice;
        this.state.loading = true;
        this.props.updateActionState?.(writeAddress(this.choice));
        try {
            this.state.summary = await this.keepLast.add(
                this.orm.call("crm.work.record", "get_work_summary", [period.first, period.last], {
                    team_id: team,
                    user_id: person,
                    no_contact_days: days,
                })
            );
        } finally {
            this.state.loading = false;
        }
    }

    // === CHOOSE === //

    shift(step) {
        this.setPeriod(shiftPeriod(this.choice.period, step));
    }

    setUnit(unit) {
        const { first } = this.choice.period;
        this.setPeriod(getPeriod(unit, this.isNow ? today() : first));
    }

    goToNow() {
        const { unit } = this.choice.period;
        this.setPeriod(getPeriod(unit === "custom" ? "week" : unit, today()));
    }

    /** @param {DateTime} date of the side that somebody changed */
    setDay(side, date) {
        if (date) {
            const days = { ...this.choice.period, [side]: serializeDate(date) };
            this.setPeriod(getCustomPeriod(days.first, days.last));
        }
    }

    getDay(side) {
        return deserializeDate(this.choice.period[side]);
    }

    setPeriod(period) {
        this.choice.period = period;
        return this.load();
    }

    setTeam(team) {
        Object.assign(this.choice, { team, person: false });
        return this.load();
    }

    setPerson(person) {
        this.choice.person = person;
        return this.load();
    }

    setDays(days) {
        this.choice.days = days;
        return this.load();
    }

    print() {
        window.print();
    }

    // === DRILL DOWN === //

    /** The records behind a number. */
    async openRecords(measure, of = {}, title = "") {
        const domain = getDomain(this.state.summary, measure, of);
        const name = [title, this.periodName].filter(Boolean).join(", ");
        await this.openList("crm_work_record_action", domain, name);
    }

    async openQuietCustomers() {
        const { domain, days } = this.state.summary.quiet;
        const name = _t("No contact for %(days)s days", { days });
        await this.openList("res_partner_customer_action", domain, name);
    }

    async openCustomer(id) {
        const action = await this.loadAction("res_partner_customer_action");
        const views = action.views.filter(([, type]) => type === "form");
        await this.action.doAction({ ...action, res_id: id, views, view_mode: "form" });
    }

    async openList(xmlId, domain, name) {
        const action = await this.loadAction(xmlId);
        await this.action.doAction({ ...action, name, display_name: name, domain, context: {} });
    }

    /** Without its address, which stands for the action with its own domain. */
    async loadAction(xmlId) {
        const action = { ...(await this.action.loadAction(`${ADDON}.${xmlId}`)) };
        delete action.id;
        delete action.path;
        delete action.xml_id;
        return action;
    }
}

registry.category("actions").add(`${ADDON}.team_work`, TeamWork);
