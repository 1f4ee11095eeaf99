import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { CallAssembler, type CallPiece } from "../../../src/node/models/calls.ts";

function assembled(pieces: readonly CallPiece[]) {
  const assembler = new CallAssembler();
  for (const piece of pieces) assembler.add(piece);
  return assembler.calls();
}

const named = (name: string, input: string, place: object): CallPiece => ({
  ...place,
  function: { name, arguments: input },
});
const more = (input: string, place: object = {}): CallPiece => ({ ...place, function: { arguments: input } });

suite("streamed tool calls", () => {
  for (const [name, pieces, expected] of [
    [
      "two by index",
      [named("a", "1", { index: 0, id: "x" }), named("b", "2", { index: 1, id: "y" }), more("3", { index: 0 })],
      ["x a 13", "y b 2"],
    ],
    [
      "two by id",
      [named("a", "1", { id: "x" }), more("3"), named("b", "2", { id: "y" }), more("4", { id: "x" })],
      ["x a 134", "y b 2"],
    ],
    [
      "two ids under one index",
      [named("a", "1", { index: 0, id: "x" }), named("b", "2", { index: 0, id: "y" }), more("3", { index: 0 })],
      ["x a 1", "y b 23"],
    ],
    [
      "a name repeated in each piece",
      [named("a", "1", { index: 0, id: "x" }), named("a", "2", { index: 0 })],
      ["x a 12"],
    ],
    ["an id that comes late", [named("a", "1", { index: 0 }), more("2", { index: 0, id: "x" })], ["x a 12"]],
  ] as const) {
    test(`${name}`, () => {
      assert.deepEqual(
        assembled(pieces).map(({ id, tool, input }) => `${id} ${tool} ${input}`),
        expected,
      );
    });
  }

  test("come out the same however their text is cut", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.array(fc.tuple(fc.boolean(), fc.nat(8)), { maxLength: 40 }),
        (one, two, cuts) => {
          const rest = [one, two];
          const pieces: CallPiece[] = [named("a", "", { index: 0, id: "x" }), named("b", "", { index: 1, id: "y" })];
          const take = (index: number, size: number) => {
            const text = rest[index] ?? "";
            rest[index] = text.slice(size);
            pieces.push(more(text.slice(0, size), { index }));
          };
          for (const [second, size] of cuts) take(second ? 1 : 0, size);
          take(0, one.length);
          take(1, two.length);
          assert.deepEqual(
            assembled(pieces).map((call) => call.input),
            [one, two],
          );
        },
      ),
      { numRuns: 2000, seed: 5 },
    );
  });
});
