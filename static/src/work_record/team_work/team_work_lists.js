import { Component } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

/** How much of each kind of work was done. */
export class KindBars extends Component {
    static template = "crm_customer_protection.KindBars";
    static props = { kinds: Array, onOpen: Function };

    get bars() {
        const count = ({ total }) => (total.done || 0) + (total.open || 0);
        const most = Math.max(1, ...this.props.kinds.map(count));
        return this.props.kinds.map((kind) => ({
            ...kind,
            done: (100 * (kind.total.done || 0)) / most,
            open: (100 * (kind.total.open || 0)) / most,
        }));
    }
}

/** Customers on which most was done, and those with whom nobody talked. */
export class CustomerList extends Component {
    static template = "crm_customer_protection.CustomerList";
    static props = {
        summary: Object,
        onOpen: Function,
        onOpenCustomer: Function,
        onOpenQuiet: Function,
        onChangeDays: Function,
    };

    formatDay(day) {
        return day ? formatDate(deserializeDate(day)) : "";
    }

    describeContact(customer) {
        return _t("Last contact %(day)s", { day: this.formatDay(customer.last_contact) });
    }

    get quietTitle() {
        return _t("As of today: %(count)s", { count: this.props.summary.quiet.count });
    }

    changeDays(event) {
        const days = parseInt(event.target.value);
        if (days > 0) {
            this.props.onChangeDays(days);
        } else {
            event.target.value = this.props.summary.quiet.days;
        }
    }
}
