import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The values in which customers differ that are to be merged: a row for each field, a column for each
 * customer, and one click on the value that stays. Its form has the customers in `customer_ids`.
 */
export class MergeMatrixField extends Component {
    static template = "crm_customer_protection.MergeMatrixField";
    static props = { ...standardFieldProps };

    get customers() {
        return this.props.record.data.customer_ids.records.map(({ data }) => ({
            id: data.partner_id.id,
            name: data.partner_id.display_name,
            survives: data.is_survivor,
        }));
    }

    get lines() {
        return this.props.record.data[this.props.name].records;
    }

    text(line, customer) {
        return line.data.texts[customer.id];
    }

    isChosen(line, customer) {
        return line.data.partner_id.id === customer.id;
    }

    /** Of very many customers only some have a column. */
    isElsewhere(line) {
        return !this.customers.some((customer) => this.isChosen(line, customer));
    }

    choose(line, customer) {
        return line.update({ partner_id: { id: customer.id, display_name: customer.name } });
    }

    async chooseAll(customer) {
        for (const line of this.lines) {
            await this.choose(line, customer);
        }
    }
}

export const mergeMatrixField = {
    component: MergeMatrixField,
    supportedTypes: ["one2many"],
};

registry.category("fields").add("merge_matrix", mergeMatrixField);
