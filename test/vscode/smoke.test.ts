import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { extensions, version, workspace } from "vscode";

suite("test host", () => {
  test("VS Code is 1.130 or newer", () => {
    const [major = 0, minor = 0] = version.split(".").map(Number);
    assert.ok(major > 1 || minor >= 130, version);
  });

  test("the workspace is a folder on disk", () => {
    assert.deepEqual(
      workspace.workspaceFolders?.map((folder) => folder.uri.scheme),
      ["file"],
    );
  });

  test("the built extension activates and says how long that took", async () => {
    const etude = extensions.getExtension<{ readonly activationMs: number }>("etude.etude");
    assert.ok(etude, "the extension is loaded");
    const { activationMs } = await etude.activate();
    assert.ok(Number.isFinite(activationMs) && activationMs >= 0);
  });
});
