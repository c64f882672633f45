import { useEffect, useRef, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { HierarchyRenderer } from "@web_hierarchy/hierarchy_renderer";

import { DecisionTreeBranch } from "./decision_tree_branch";
import { arrowPath, superiorPath } from "./decision_tree_geometry";

/** Odoo's cards as a tree, with arrows over it that say who influences whom. */
export class DecisionTreeRenderer extends HierarchyRenderer {
    static template = "crm_customer_protection.DecisionTreeRenderer";
    static components = { ...HierarchyRenderer.components, DecisionTreeBranch };

    setup() {
        super.setup();
        this.action = useService("action");
        this.canvasRef = useRef("canvas");
        this.state = useState({ showInfluences: true, lines: [], arrows: [], width: 0, height: 0 });
        this.labels = { weak: _t("weak"), medium: _t("medium"), strong: _t("strong") };
        useEffect(
            (canvas) => {
                if (!canvas) {
                    return;
                }
                const observer = new ResizeObserver(() => this.draw());
                observer.observe(canvas);
                return () => observer.disconnect();
            },
            () => [this.canvasRef.el]
        );
        // After each change of the cards: folded, dragged, filtered or loaded again.
        useEffect(() => this.draw());
    }

    get tree() {
        return this.props.model.tree;
    }

    get rootNodes() {
        return this.props.model.root.rootNodes;
    }

    get isEmpty() {
        return !this.rootNodes.length;
    }

    get hasInfluences() {
        return this.tree.influences.length > 0;
    }

    /** Where each card stands on the canvas, by the id of the person. */
    getBoxes() {
        const canvas = this.canvasRef.el.getBoundingClientRect();
        const boxes = {};
        for (const card of this.canvasRef.el.querySelectorAll(".o_hierarchy_node")) {
            const node = this.props.model.root.nodePerNodeId[card.dataset.nodeId];
            if (node) {
                const { x, y, width, height } = card.getBoundingClientRect();
                boxes[node.resId] = { x: x - canvas.x, y: y - canvas.y, width, height };
            }
        }
        return boxes;
    }

    draw() {
        if (!this.canvasRef.el || this.env.isSmall) {
            return;
        }
        const boxes = this.getBoxes();
        const { scrollWidth: width, scrollHeight: height } = this.canvasRef.el;
        const drawn = {
            width,
            height,
            lines: this.getLines(boxes),
            arrows: this.getArrows(boxes),
        };
        // Drawing patches, and what is patched is drawn.
        if (JSON.stringify(drawn) !== this.drawn) {
            this.drawn = JSON.stringify(drawn);
            Object.assign(this.state, drawn);
        }
    }

    getLines(boxes) {
        const nodes = Object.values(this.props.model.root.nodePerNodeId);
        return nodes
            .filter((node) => node.parentNode && boxes[node.resId] && boxes[node.parentNode.resId])
            .map((node) => ({
                id: node.resId,
                path: superiorPath(boxes[node.parentNode.resId], boxes[node.resId]),
            }));
    }

    getArrows(boxes) {
        return this.tree.influences
            .filter(({ source_id, target_id }) => boxes[source_id[0]] && boxes[target_id[0]])
            .map(({ id, source_id, target_id, strength, detail }) => ({
                id,
                strength,
                sourceId: source_id[0],
                path: arrowPath(boxes[source_id[0]], boxes[target_id[0]]),
                title: this.getTitle(source_id[0], target_id[0], strength, detail),
            }));
    }

    getTitle(sourceId, targetId, strength, detail) {
        const nodes = Object.values(this.props.model.root.nodePerNodeId);
        const name = (id) => nodes.find((node) => node.resId === id).data.name;
        const title = _t("%(source)s influences %(target)s (%(strength)s)", {
            source: name(sourceId),
            target: name(targetId),
            strength: this.labels[strength],
        });
        return detail ? `${title}: ${detail}` : `${title}`;
    }

    toggleInfluences() {
        this.state.showInfluences = !this.state.showInfluences;
    }

    async openInfluences(personId) {
        const action = await this.props.model.orm.call("res.partner", "action_edit_influences", [
            personId,
        ]);
        await this.action.doAction(action, { onClose: () => this.props.model.reload() });
    }

    /** @override: on a card, or in the strip at the top for those without a superior */
    async nodeDrop({ element, nextRow, newParentNode }) {
        if (!newParentNode && !nextRow?.classList.contains("o_decision_top")) {
            return;
        }
        await this.props.model.updateParentNode(element.dataset.nodeId, {
            parentNodeId: newParentNode?.dataset.nodeId,
        });
    }
}
