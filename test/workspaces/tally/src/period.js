const DAY_MS = 24 * 60 * 60 * 1000;

/** Days of a month; months count from 1. */
export function daysIn(year, month) {
  if (month < 1 || month > 12) {
    throw new RangeError(`no such month: ${month}`);
  }
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** "2026-03" for "2026-03-14". */
export function monthOf(date) {
  return date.slice(0, 7);
}

/** Whether an ISO date lies in a period; both ends belong to it, and an open end has no limit. */
export function inPeriod(date, period) {
  if (period.from && date < period.from) {
    return false;
  }
  if (period.to && date > period.to) {
    return false;
  }
  return true;
}

/** Days that two closed periods share. */
export function overlap(a, b) {
  const start = a.from > b.from ? a.from : b.from;
  const end = a.to < b.to ? a.to : b.to;
  if (start > end) {
    return 0;
  }
  return (Date.parse(end) - Date.parse(start)) / DAY_MS + 1;
}
