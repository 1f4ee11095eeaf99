import { readFileSync } from "node:fs";
import { commandIds, settingIds, viewIds } from "../src/vscode/ids.ts";
import { disagreements, Manifest } from "./manifest.ts";

const manifest = Manifest.parse(JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")));
const found = disagreements(manifest, { commands: commandIds, settings: settingIds, views: viewIds });
for (const sentence of found) process.stderr.write(`${sentence}\n`);
process.exitCode = found.length === 0 ? 0 : 1;
