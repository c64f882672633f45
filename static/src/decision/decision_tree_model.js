import { _t } from "@web/core/l10n/translation";
import { orderByToString } from "@web/search/utils/order_by";
import { HierarchyModel } from "@web_hierarchy/hierarchy_model";

/** All people of one customer at once, all branches open: there are few, and arrows join them. */
export class DecisionTreeModel extends HierarchyModel {
    /** @override of Odoo's, which begins with those at the top alone */
    async _loadData(config) {
        const people = await this.orm.webSearchRead(this.resModel, config.domain, {
            context: this.context,
            specification: this._getFieldsSpec(config.context),
            order: orderByToString(config.orderBy),
        });
        await this._loadTree(config.context.default_parent_id);
        return this._formatData(people.records);
    }

    async _loadTree(customerId) {
        this.tree = customerId
            ? await this.orm.call(this.resModel, "get_decision_tree", [customerId])
            : { gaps: [], influences: [], is_editable: false };
    }

    /** @override */
    _formatData(people) {
        const byId = Object.fromEntries(people.map((person) => [person.id, person]));
        const superiorOf = (person) => byId[person[this.parentFieldName]?.id];
        for (const person of people) {
            person[this.childFieldName] = people.filter((other) => superiorOf(other) === person);
        }
        return people.filter((person) => !superiorOf(person));
    }

    /** @override: branches do not close each other */
    _searchNodeToCollapse() {
        return null;
    }

    /** @override: whatever the server says, what it has is drawn again */
    async updateParentNode(nodeId, { parentNodeId }) {
        const node = this.root.nodePerNodeId[nodeId];
        const superior = this.root.nodePerNodeId[parentNodeId];
        if (superior === node.parentNode || (!superior && !node.parentNode)) {
            return;
        }
        if (superior && !this.validateUpdateParentNode(node, superior)) {
            return;
        }
        await this.mutex.exec(async () => {
            try {
                await this.orm.write(this.resModel, [node.resId], {
                    [this.parentFieldName]: superior?.resId || false,
                });
            } finally {
                await this.reload();
            }
        });
    }

    /** @override with words that say who and why */
    validateUpdateParentNode(node, superior) {
        const isBelow = node.allSubsidiaryResIds.includes(superior.resId);
        if (isBelow) {
            this.notification.add(
                _t("%(superior)s reports to %(person)s, and cannot be the superior.", {
                    superior: superior.data.name,
                    person: node.data.name,
                }),
                { type: "danger" }
            );
        }
        return !isBelow && superior !== node;
    }
}
