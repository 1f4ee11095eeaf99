import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { globMatcher } from "../core/agent/glob.ts";
import { isSecret } from "../core/agent/paths.ts";
import type { AbortSignal, Files, Search, SearchHit, SearchRequest, SearchResult } from "../core/ports.ts";
import { createFiles } from "./files.ts";

/** Characters of a hit's line that are shown. */
const MAX_LINE = 300;
const SEARCH_LIMIT_MS = 20_000;

/**
 * Text search below one folder. Uses ripgrep where it is found (`ripgrep`: a path to try first, such as the editor's
 * own copy), else looks for literal text itself. A pattern from a model never becomes a JavaScript regular expression.
 * Files that hold secrets are never searched.
 */
export function createSearch(root: string, ripgrep?: string): Search {
  const program = [ripgrep, ...onPath("rg", root)].find((path) => path !== undefined && isProgram(path));
  const files = createFiles(root);
  return {
    async search(request, signal) {
      if (request.pattern === "")
        return { kind: "refused", reason: "The pattern is empty: give the text to look for." };
      if (program !== undefined) return searchByRipgrep(program, resolve(root), request, signal);
      if (request.regex) {
        const reason =
          "Regular expressions need ripgrep, which is not installed here: search for literal text instead.";
        return { kind: "refused", reason };
      }
      return searchByWalk(files, request, signal);
    },
  };
}

async function searchByWalk(files: Files, request: SearchRequest, signal: AbortSignal): Promise<SearchResult> {
  const wanted = request.glob === undefined ? () => true : globMatcher(request.glob);
  const hits: SearchHit[] = [];
  for (const path of await files.list(signal)) {
    if (signal.aborted) break;
    if (!wanted(path) || isSecret(path)) continue;
    const text = await files.read(path).catch(() => undefined);
    if (text === undefined || !text.includes(request.pattern)) continue;
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      if (!line.includes(request.pattern)) continue;
      if (hits.length === request.maxHits) return { kind: "hits", hits, truncated: true };
      hits.push({ path, line: index + 1, text: line.slice(0, MAX_LINE) });
    }
  }
  return { kind: "hits", hits, truncated: signal.aborted };
}

/** The one kind of line of `rg --json` that matters here. */
const Match = z.object({
  type: z.literal("match"),
  data: z.object({
    path: z.object({ text: z.string() }),
    lines: z.object({ text: z.string() }),
    line_number: z.int().positive(),
  }),
});

function searchByRipgrep(
  program: string,
  root: string,
  request: SearchRequest,
  signal: AbortSignal,
): Promise<SearchResult> {
  const wanted = request.glob === undefined ? () => true : globMatcher(request.glob);
  const skip = ["!**/.git", "!**/node_modules", "!**/.etude"].flatMap((glob) => ["--glob", glob]);
  const how = request.regex ? [] : ["--fixed-strings"];
  const args = ["--json", "--no-config", "--hidden", "--sort", "path", "--max-filesize", "2M", ...skip, ...how];
  return new Promise((done) => {
    const env = { PATH: process.env["PATH"] ?? "", LC_ALL: "C.UTF-8" };
    const child = spawn(program, [...args, "--regexp", request.pattern, "--", "."], {
      cwd: root,
      env,
      windowsHide: true,
    });
    const hits: SearchHit[] = [];
    let truncated = false;
    let complaint = "";
    const stop = () => {
      truncated = true;
      child.kill();
    };
    const timer = setTimeout(stop, SEARCH_LIMIT_MS);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    child.stdin.end();
    child.stderr.on("data", (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(0, 400);
    });
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      const hit = toHit(line);
      if (hit === undefined || truncated || !wanted(hit.path) || isSecret(hit.path)) return;
      if (hits.length === request.maxHits) stop();
      else hits.push(hit);
    });
    const finish = (result: SearchResult) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      done(result);
    };
    child.on("error", (error) => finish({ kind: "refused", reason: `ripgrep could not be started: ${error.message}` }));
    child.on("close", (code) => {
      // ripgrep exits with 2 for a pattern it cannot read, and also after unreadable files when it did find something.
      if (code === 2 && hits.length === 0 && !truncated) finish({ kind: "refused", reason: firstLines(complaint) });
      else finish({ kind: "hits", hits, truncated });
    });
  });
}

function toHit(line: string): SearchHit | undefined {
  if (!line.startsWith('{"type":"match"')) return undefined;
  const match = Match.safeParse(JSON.parse(line));
  if (!match.success) return undefined;
  const { path, lines, line_number } = match.data.data;
  const shown = path.text.replaceAll("\\", "/").replace(/^\.\//, "");
  return { path: shown, line: line_number, text: lines.text.replace(/\r?\n[\s\S]*$/, "").slice(0, MAX_LINE) };
}

function firstLines(complaint: string): string {
  return `The pattern was refused: ${complaint.trim().replace(/\s*\n\s*/g, " ")}`;
}

/** Places on PATH outside the workspace: a repository must not bring its own search program. */
function onPath(name: string, root: string): readonly string[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  const file = process.platform === "win32" ? `${name}.exe` : name;
  return folders.filter((folder) => !resolve(folder).startsWith(resolve(root))).map((folder) => join(folder, file));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
