import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { Harvest } from "../../../src/core/etude.ts";
import type { Kata } from "../../../src/core/kata/kata.ts";
import { type PickRequest, pickKata } from "../../../src/core/practice/pick-kata.ts";
import { scheduleOf } from "../../../src/core/practice/scheduler.ts";
import { never, seeded } from "../kata/fake-project.ts";
import { kataWith } from "../kata/make.ts";

const schedule = scheduleOf([], { model: "builtin/1", harness: "etude/1" });
const boundary = (id: string, b: number) => kataWith({ id, difficulty: { b, vb: 1 } });

function request(stock: readonly Kata[], part: Partial<PickRequest> = {}): PickRequest {
  return {
    schedule,
    random: seeded(4),
    skill: undefined,
    wanted: undefined,
    stock: async () => stock,
    compose: async () => harvestOf([]),
    ...part,
  };
}

const harvestOf = (katas: readonly Kata[]): Harvest => ({ katas, candidates: katas.length, refusals: {}, ms: 1 });

suite("the next kata", () => {
  test("is the one a person asked for", async () => {
    const stock = [boundary("one", 0), boundary("two", 0)];
    assert.equal((await pickKata(request(stock, { wanted: "two" }), never)).kata.id, "two");
  });

  test("asked for by an unknown id is an error that names it", async () => {
    await assert.rejects(pickKata(request([], { wanted: "gone" }), never), /There is no kata "gone" in stock/);
  });

  test("for a skill is the one nearest to a predicted pass of .65", async () => {
    // Mean 0: the target is -logit .65 * sqrt(1 + pi * .64 / 8), about -.69.
    const stock = [boundary("hard", 2), boundary("fitting", -0.7), boundary("easy", -3)];
    const { kata, reason } = await pickKata(request(stock, { skill: "conditions/boundary" }), never);
    assert.deepEqual([kata.id, reason], ["fitting", "asked for; not yet measured"]);
  });

  test("is composed when the stock has none for the skill", async () => {
    const composed: string[] = [];
    const compose: PickRequest["compose"] = async (skill, count) => {
      composed.push(`${skill} ${count}`);
      return harvestOf([boundary("made", 0)]);
    };
    const { kata } = await pickKata(request([], { skill: "conditions/boundary", compose }), never);
    assert.deepEqual([kata.id, composed], ["made", ["conditions/boundary 3"]]);
  });

  test("passes over skills that the code offers no kata for", async () => {
    const tried: string[] = [];
    const compose: PickRequest["compose"] = async (skill) => {
      tried.push(skill);
      return harvestOf(tried.length < 3 ? [] : [kataWith({ id: "third", skill })]);
    };
    assert.equal((await pickKata(request([], { compose }), never)).kata.id, "third");
    assert.equal(new Set(tried).size, 3);
  });

  test("is refused with the skills that were tried when no code offers any", async () => {
    await assert.rejects(pickKata(request([]), never), /^UserError: No sound kata for ".+, .+" could be made/);
  });
});
