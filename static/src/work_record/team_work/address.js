import { UNITS } from "./period";

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * What is chosen, as it stands in the address: to come back to, to bookmark, to send to somebody.
 *
 * @param {Object} choice
 * @returns {Object} of strings and numbers; what is not chosen is undefined
 */
export function writeAddress({ period, team, person, days }) {
    return {
        work_unit: period.unit,
        work_from: period.first,
        work_to: period.last,
        work_team: team || undefined,
        work_person: person || undefined,
        work_days: days,
    };
}

/**
 * @param {Object} address as of `writeAddress`, or whatever somebody typed
 * @returns {Object|undefined} nothing where it names no period
 */
export function readAddress(address) {
    const { work_unit: unit, work_from: first, work_to: last } = address;
    if (![...UNITS, "custom"].includes(unit) || !DAY.test(first) || !DAY.test(last)) {
        return undefined;
    }
    const number = (value) => (Number.isInteger(value) && value > 0 ? value : false);
    return {
        period: { unit, first, last },
        team: number(address.work_team),
        person: number(address.work_person),
        days: number(address.work_days) || 30,
    };
}
