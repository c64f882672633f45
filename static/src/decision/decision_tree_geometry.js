/**
 * Lines of the decision tree, as pure geometry. A box is { x, y, width, height } in pixels, a path
 * is the `d` of an SVG path.
 */

/** How far an arrow bows out of the straight line, so that both directions stay apart. */
const BOW = 0.18;
const MAX_BOW = 60;
/** Room for the arrow's head. */
const GAP = 6;

export function centre(box) {
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/**
 * Where the line from the middle of a box to a point leaves the box, and a little more.
 *
 * @param {Object} box
 * @param {{x: number, y: number}} point outside of the box
 * @param {number} gap pixels between the box and the result
 */
export function borderPoint(box, point, gap = 0) {
    const middle = centre(box);
    const dx = point.x - middle.x;
    const dy = point.y - middle.y;
    const length = Math.hypot(dx, dy);
    if (!length) {
        return middle;
    }
    const scale = Math.min(
        dx ? box.width / 2 / Math.abs(dx) : Infinity,
        dy ? box.height / 2 / Math.abs(dy) : Infinity
    );
    return {
        x: middle.x + dx * scale + (dx / length) * gap,
        y: middle.y + dy * scale + (dy / length) * gap,
    };
}

/**
 * The bowed arrow between two boxes. It bows to the left of its direction: the arrow back lies on
 * the other side.
 *
 * @returns {string} path; empty where one box lies on the other
 */
export function arrowPath(source, target) {
    const from = centre(source);
    const to = centre(target);
    const dx = to.x - from.x;
    const dy = to.y - from.y;
    const length = Math.hypot(dx, dy);
    if (!length) {
        return "";
    }
    const bow = Math.min(length * BOW, MAX_BOW);
    const bend = {
        x: (from.x + to.x) / 2 + (dy / length) * bow * 2,
        y: (from.y + to.y) / 2 - (dx / length) * bow * 2,
    };
    const start = borderPoint(source, bend);
    const end = borderPoint(target, bend, GAP);
    return `M ${point(start)} Q ${point(bend)} ${point(end)}`;
}

/** The angular line from a superior down to a subordinate. */
export function superiorPath(superior, subordinate) {
    const from = { x: superior.x + superior.width / 2, y: superior.y + superior.height };
    const to = { x: subordinate.x + subordinate.width / 2, y: subordinate.y };
    const middle = (from.y + to.y) / 2;
    return `M ${point(from)} V ${round(middle)} H ${round(to.x)} V ${round(to.y)}`;
}

function point({ x, y }) {
    return `${round(x)} ${round(y)}`;
}

function round(number) {
    return Math.round(number * 10) / 10;
}
