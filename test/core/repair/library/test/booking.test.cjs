"use strict";
const test = require("node:test");
const assert = require("node:assert/strict");
const { discount, price, free, place, pages } = require("../src/booking.cjs");

const rate = { perNight: 100, included: 2, perGuest: 10 };

test("members get their discount from a week on", () => {
  assert.equal(discount(7, true), 20);
  assert.equal(discount(6, true), 0);
});
test("long stays get a discount", () => {
  assert.equal(discount(14, false), 15);
  assert.equal(discount(8, false), 10);
  assert.equal(discount(7, false), 0);
});
test("price counts nights", () => {
  assert.equal(price({ start: 1, end: 4 }, rate), 300);
});
test("price adds further guests", () => {
  assert.equal(price({ start: 1, end: 4, guests: 3 }, rate), 330);
  assert.equal(price({ start: 1, end: 4, guests: 2 }, rate), 300);
});
test("price takes the discount off", () => {
  assert.equal(price({ start: 0, end: 8 }, rate), 720);
  assert.equal(price({ start: 0, end: 7, member: true }, rate), 560);
});
test("price needs a rate", () => {
  assert.throws(() => price({ start: 1, end: 2 }), /a rate is needed/);
});
test("bookings may touch", () => {
  assert.equal(free([{ start: 1, end: 3 }], { start: 3, end: 5 }), true);
  assert.equal(free([{ start: 3, end: 5 }], { start: 1, end: 3 }), true);
});
test("bookings may not overlap", () => {
  assert.equal(free([{ start: 1, end: 3 }], { start: 2, end: 5 }), false);
  assert.equal(free([{ start: 2, end: 4 }], { start: 1, end: 3 }), false);
});
test("cancelled bookings are free", () => {
  assert.equal(free([{ start: 1, end: 3, cancelled: true }], { start: 2, end: 5 }), true);
});
test("place sorts by start", () => {
  const result = place([{ start: 5, end: 6 }], { start: 1, end: 2 });
  assert.deepEqual(result, {
    ok: true,
    bookings: [
      { start: 1, end: 2 },
      { start: 5, end: 6 },
    ],
  });
});
test("place refuses a stay of no nights", () => {
  assert.equal(place([], { start: 3, end: 3 }).ok, false);
  assert.equal(place([], { start: 3, end: 2 }).reason, "a stay is at least one night");
});
test("place refuses what is taken", () => {
  assert.deepEqual(place([{ start: 1, end: 9 }], { start: 2, end: 3 }), { ok: false, reason: "taken" });
});
test("pages number from one", () => {
  const stay = { start: 1, end: 2 };
  assert.deepEqual(pages([stay, stay, stay], 2), [
    { number: 1, items: [stay, stay] },
    { number: 2, items: [stay] },
  ]);
});
test("pages leave out what is cancelled or empty", () => {
  assert.deepEqual(
    pages(
      [
        { start: 1, end: 2, cancelled: true },
        { start: 3, end: 3 },
      ],
      2,
    ),
    [],
  );
});
