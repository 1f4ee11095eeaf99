import assert from "node:assert/strict";
import { setup, suite, teardown, test } from "mocha";
import { copySample, type Sample } from "./sample.ts";

interface Row {
  readonly skill: string;
  readonly mean: number;
  readonly attempts: number;
}

/** Runs in the real sandbox: where there is none, the command has to say so and run nothing. */
suite("etude practice and katas", () => {
  let sample: Sample;
  setup(() => {
    sample = copySample();
  });
  teardown(() => sample.dispose());

  test("an attempt is made in the sandbox, graded, and moves competency", async function () {
    const skill = "conditions/boundary";
    const done = await sample.etude(["practice", sample.folder, "--skill", skill, "--seed", "5", "--json"]);
    if (/^Katas need a working sandbox/.test(done.stderr)) this.skip();
    assert.equal(done.status, 0, done.stderr);
    const report = JSON.parse(done.stdout);
    assert.equal(report.graded, 1);
    const [attempt] = report.attempts;
    assert.equal(attempt.skill, skill);
    assert.ok(attempt.failing >= 1 && attempt.passing >= 60);
    assert.ok([0, 1, 2, 3].includes(attempt.grade));
    const [before, after]: readonly Row[] = [report.competency.before[0], report.competency.after[0]];
    assert.deepEqual([before?.attempts, after?.attempts], [0, 1]);
    assert.ok(before && after && (attempt.grade >= 2 ? after.mean > before.mean : after.mean !== before.mean));

    const rows = JSON.parse((await sample.etude(["skills", sample.folder, "--json"])).stdout);
    assert.deepEqual(
      rows.filter((row: Row) => row.attempts > 0).map((row: Row) => row.skill),
      [skill],
    );
  });

  test("katas are counted with every refusal, and the workspace stays as it was", async function () {
    const done = await sample.etude(["katas", sample.folder, "--count", "2", "--seed", "7", "--json"]);
    if (/^Katas need a working sandbox/.test(done.stderr)) this.skip();
    assert.equal(done.status, 0, done.stderr);
    const harvest = JSON.parse(done.stdout);
    const refused = Object.values<number>(harvest.refusals).reduce((sum, times) => sum + times, 0);
    assert.deepEqual([harvest.sound, harvest.katas.length, harvest.candidates], [2, 2, 2 + refused]);
    assert.equal(sample.changes(), "");
  });

  test("an unknown skill is named in one sentence", async () => {
    const done = await sample.etude(["katas", sample.folder, "--skill", "cooking/eggs"]);
    assert.equal(done.status, 1);
    assert.match(done.stderr, /^There is no skill "cooking\/eggs" in the taxonomy; .*\n$/);
  });
}).timeout(240_000);
