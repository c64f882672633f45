import { expect, test } from "@odoo/hoot";
import {
    arrowPath,
    borderPoint,
    superiorPath,
} from "@crm_customer_protection/decision/decision_tree_geometry";

const LEFT = { x: 0, y: 0, width: 100, height: 50 };
const RIGHT = { x: 300, y: 0, width: 100, height: 50 };
const BELOW = { x: 0, y: 200, width: 100, height: 50 };

/** The numbers of a path. */
function numbers(path) {
    return path.match(/-?[\d.]+/g).map(Number);
}

test("a line leaves a box at its border, whatever its direction", () => {
    expect(borderPoint(LEFT, { x: 500, y: 25 })).toEqual({ x: 100, y: 25 });
    expect(borderPoint(LEFT, { x: -500, y: 25 })).toEqual({ x: 0, y: 25 });
    expect(borderPoint(LEFT, { x: 50, y: 500 })).toEqual({ x: 50, y: 50 });
    expect(borderPoint(LEFT, { x: 150, y: 75 })).toEqual({ x: 100, y: 50 });
    expect(borderPoint(LEFT, { x: 500, y: 25 }, 6)).toEqual({ x: 106, y: 25 });
    expect(borderPoint(LEFT, { x: 50, y: 25 })).toEqual({ x: 50, y: 25 });
});

test("an arrow begins at one box and ends before the other", () => {
    const [x1, , , , x2] = numbers(arrowPath(LEFT, RIGHT));
    expect(x1).toBeGreaterThan(50);
    expect(x1).toBeLessThan(101);
    expect(x2).toBeGreaterThan(290);
    expect(x2).toBeLessThan(350);
    expect(arrowPath(LEFT, LEFT)).toBe("");
});

test("there and back bow to different sides", () => {
    const there = numbers(arrowPath(LEFT, RIGHT))[3];
    const back = numbers(arrowPath(RIGHT, LEFT))[3];
    expect(there).toBeLessThan(25);
    expect(back).toBeGreaterThan(25);
    expect(there + back).toBe(50);
    const down = numbers(arrowPath(LEFT, BELOW))[2];
    const up = numbers(arrowPath(BELOW, LEFT))[2];
    expect(down).toBeGreaterThan(50);
    expect(up).toBeLessThan(50);
});

test("a superior's line goes from the lower edge to the upper one", () => {
    expect(superiorPath(LEFT, BELOW)).toBe("M 50 50 V 125 H 50 V 200");
    expect(superiorPath(LEFT, { ...BELOW, x: 200 })).toBe("M 50 50 V 125 H 250 V 200");
});
