import { Component } from "@odoo/owl";

import { HierarchyCard } from "@web_hierarchy/hierarchy_card";

/** A person, and below it everybody who reports to it. */
export class DecisionTreeBranch extends Component {
    static template = "crm_customer_protection.DecisionTreeBranch";
    static components = { HierarchyCard, DecisionTreeBranch };
    static props = { node: Object, openRecord: Function, archInfo: Object };
}
