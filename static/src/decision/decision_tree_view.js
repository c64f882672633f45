import { registry } from "@web/core/registry";
import { hierarchyView } from "@web_hierarchy/hierarchy_view";

import { DecisionTreeModel } from "./decision_tree_model";
import { DecisionTreeRenderer } from "./decision_tree_renderer";

registry.category("views").add("decision_tree", {
    ...hierarchyView,
    Model: DecisionTreeModel,
    Renderer: DecisionTreeRenderer,
});
