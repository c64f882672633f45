import { getEndOfLocalWeek, getStartOfLocalWeek } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;

export const UNITS = ["day", "week", "month", "quarter", "year"];

/** A day without a time, as the server takes it. */
const iso = (date) => date.toISODate();
const parse = (day) => DateTime.fromISO(day, { zone: "utc" });

/**
 * The day, week, month, quarter or year in which a day lies. Days have no time zone here.
 *
 * @param {string} unit one of `UNITS`
 * @param {string} day as `2026-06-15`
 * @returns {{unit: string, first: string, last: string}} both days belong to it
 */
export function getPeriod(unit, day) {
    const date = parse(day);
    if (unit === "week") {
        const [first, last] = [getStartOfLocalWeek(date), getEndOfLocalWeek(date)];
        return { unit, first: iso(first), last: iso(last) };
    }
    return { unit, first: iso(date.startOf(unit)), last: iso(date.endOf(unit)) };
}

/**
 * From one day to another one, in whatever order they were chosen.
 *
 * @param {string} first
 * @param {string} last
 */
export function getCustomPeriod(first, last) {
    const [one, two] = [first, last].sort();
    return { unit: "custom", first: one, last: two };
}

/**
 * The period before or after; one that was chosen by its days moves by its length.
 *
 * @param {Object} period as of `getPeriod`
 * @param {number} step 1 or -1
 */
export function shiftPeriod({ unit, first, last }, step) {
    if (unit !== "custom") {
        return getPeriod(unit, iso(parse(first).plus({ [unit]: step })));
    }
    const days = step * (parse(last).diff(parse(first), "days").days + 1);
    const [begin, end] = [first, last].map((day) => iso(parse(day).plus({ days })));
    return { unit, first: begin, last: end };
}

/** What a period is called. */
export function describePeriod({ unit, first, last }) {
    const [from, to] = [parse(first), parse(last)];
    const names = {
        day: () => from.toLocaleString({ ...DateTime.DATE_MED, weekday: "short" }),
        month: () => from.toLocaleString({ month: "long", year: "numeric" }),
        quarter: () => _t("Q%(quarter)s %(year)s", { quarter: from.quarter, year: from.year }),
        year: () => from.toLocaleString({ year: "numeric" }),
    };
    const name = names[unit];
    return name ? name() : `${formatDay(from)} – ${formatDay(to)}`;
}

function formatDay(date) {
    return date.toLocaleString(DateTime.DATE_MED);
}

/**
 * What stands over a column.
 *
 * @param {string[]} column its first and its last day
 * @param {string} unit `day`, `week` or `month`
 * @returns {{title: string, name: string, detail: string, isWeekend: boolean}}
 */
export function describeColumn([first, last], unit) {
    const [from, to] = [parse(first), parse(last)];
    const dayMonth = { day: "numeric", month: "numeric" };
    const title = first === last ? formatDay(from) : `${formatDay(from)} – ${formatDay(to)}`;
    if (unit === "day") {
        return {
            title,
            name: from.toLocaleString({ weekday: "short" }),
            detail: from.toLocaleString(dayMonth),
            isWeekend: from.weekday > 5,
        };
    }
    if (unit === "week") {
        const number = to.weekNumber;
        return {
            title,
            name: _t("W%(number)s", { number }),
            detail: from.toLocaleString(dayMonth),
            isWeekend: false,
        };
    }
    return {
        title,
        name: from.toLocaleString({ month: "short" }),
        detail: from.toLocaleString({ year: "numeric" }),
        isWeekend: false,
    };
}
