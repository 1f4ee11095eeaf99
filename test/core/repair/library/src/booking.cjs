"use strict";

const { chunk } = require("./list.cjs");

function overlaps(a, b) {
  return a.start < b.end && b.start < a.end;
}

function nights(booking) {
  return Math.max(0, booking.end - booking.start);
}

function discount(count, member) {
  if (member && count >= 7) return 20;
  if (count >= 14) return 15;
  if (count > 7) return 10;
  return 0;
}

function price(booking, rate) {
  if (!rate) {
    throw new Error("a rate is needed");
  }
  const count = nights(booking);
  const base = count * rate.perNight;
  const guests = booking.guests === undefined ? 1 : booking.guests;
  const extra = guests > rate.included ? (guests - rate.included) * rate.perGuest * count : 0;
  const total = base + extra;
  return total - percent(total, discount(count, booking.member === true));
}

function percent(amount, share) {
  return Math.round(amount * share) / 100;
}

function free(bookings, wanted) {
  for (const booking of bookings) {
    if (booking.cancelled) continue;
    if (overlaps(booking, wanted)) return false;
  }
  return true;
}

function place(bookings, wanted) {
  if (wanted.end <= wanted.start) {
    return { ok: false, reason: "a stay is at least one night" };
  }
  if (!free(bookings, wanted)) {
    return { ok: false, reason: "taken" };
  }
  return { ok: true, bookings: insert(bookings, wanted) };
}

function insert(bookings, wanted) {
  const sorted = [...bookings, wanted];
  sorted.sort((a, b) => compare(a.start, b.start) || compare(a.end, b.end));
  return sorted;
}

function compare(a, b) {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}

function pages(bookings, size) {
  const open = bookings.filter((booking) => !booking.cancelled && nights(booking) > 0);
  return chunk(open, size).map((items, index) => ({ number: index + 1, items }));
}

module.exports = { discount, price, free, place, pages };
