/**
 * What of the server's answer stands behind a number: base, column, person, kind, customer and measure
 * are lists of conditions that all have to hold.
 *
 * @param {Object} summary answer of `get_work_summary`
 * @param {string} measure `all`, or one of `summary.measures`
 * @param {Object} [of] some of `column`, a number from 0; `person`, `kind` and `customer`, ids
 * @returns {Array} domain
 */
export function getDomain(summary, measure, { column, person, kind, customer } = {}) {
    const domain = [...summary.domain, ...(summary.measures[measure] || [])];
    if (column !== undefined) {
        const [first, last] = summary.columns[column];
        domain.push(["day", ">=", first], ["day", "<=", last]);
    }
    const ids = { user_id: person, kind_id: kind, partner_id: customer };
    for (const [name, id] of Object.entries(ids)) {
        if (id) {
            domain.push([name, "=", id]);
        }
    }
    return domain;
}

/** How busy a cell is among the others: 0 to 4, so that one sees it without reading. */
export function getLevel(done, most) {
    return done ? Math.ceil((4 * done) / most) : 0;
}

/** The most that was done in one cell. */
export function getMost(summary) {
    const cells = summary.people.flatMap((person) => Object.values(person.cells));
    return Math.max(1, ...cells.map((cell) => cell.done || 0));
}
