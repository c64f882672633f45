import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Shows a Font Awesome class as the icon itself, in the colour and with the title of other fields.
 */
export class CategoryIconField extends Component {
    static template = "crm_customer_protection.CategoryIconField";
    static props = {
        ...standardFieldProps,
        colorField: { type: String, optional: true },
        titleField: { type: String, optional: true },
    };

    get icon() {
        return this.props.record.data[this.props.name];
    }

    get color() {
        return (this.props.colorField && this.props.record.data[this.props.colorField]) || 0;
    }

    get title() {
        const value = this.props.titleField && this.props.record.data[this.props.titleField];
        if (value) {
            return value.display_name || value;
        }
        const { selection = [] } = this.props.record.fields[this.props.name];
        const [, label] = selection.find(([key]) => key === this.icon) || [];
        return label || "";
    }
}

export const categoryIconField = {
    component: CategoryIconField,
    displayName: _t("Category icon"),
    supportedTypes: ["selection", "char"],
    supportedOptions: [
        { label: _t("Colour field"), name: "color_field", type: "field" },
        { label: _t("Title field"), name: "title_field", type: "field" },
    ],
    fieldDependencies: ({ options }) =>
        options.title_field ? [{ name: options.title_field, type: "many2one" }] : [],
    extractProps: ({ options }) => ({
        colorField: options.color_field,
        titleField: options.title_field,
    }),
};

registry.category("fields").add("category_icon", categoryIconField);
