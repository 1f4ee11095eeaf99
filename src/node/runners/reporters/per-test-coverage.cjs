"use strict";
const { mkdirSync } = require("node:fs");
const { Session } = require("node:inspector");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { isMainThread } = require("node:worker_threads");
const { appendTo, line } = require("./line-file.cjs");

/**
 * Tells apart what each test of this process executes, from V8's own counters. Asking for them resets them: whoever
 * reads coverage at the end of the process has to add what is written here. One line of JSON per event:
 *
 * - `process`: the first line.
 * - `scope`: a stretch of the run, a test or what surrounds tests. It includes what its parent has run; with
 *   `counts`, the parent includes it too.
 * - `test`: the report will list this test, and this is the scope it ran in.
 * - `ran`: what was executed since the line before, and the scopes it belongs to.
 * - `limit`: nobody asked V8 any more from here on, because tests were many or asking took long.
 *
 * Whatever goes wrong here ends the collecting and nothing else.
 */
const MOST_TESTS = 3_000;
const MOST_MS = 20_000;
const MOST_CHARS = 48 * 1024 * 1024;

const clock = performance;
const { now } = clock;
const root = `${pathToFileURL(process.cwd())}/`;

const collectors = new Map();

/**
 * The collector into a folder, which counts from the first call on: to be called before the sources are loaded.
 * Undefined where that is not possible.
 */
exports.collectInto = function collectInto(folder) {
  if (folder === undefined || !isMainThread) return undefined;
  try {
    const collector = collectors.get(folder) ?? new Collector(folder);
    collectors.set(folder, collector);
    return collector;
  } catch {
    return undefined;
  }
};

class Collector {
  #session = new Session();
  #write;
  #lengths = new Map();
  #scopes = 0;
  #tests = 0;
  #ms = 0;
  #chars = 0;
  #ended = false;

  constructor(folder) {
    mkdirSync(folder, { recursive: true });
    const append = appendTo(join(folder, `${process.pid}.ndjson`));
    this.#write = (entry) => {
      const text = line(entry);
      this.#chars += text.length;
      append(text);
    };
    this.#session.connect();
    this.#post("Profiler.enable");
    this.#post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
    this.#write({ t: "process", main: process.argv[1] ?? "" });
  }

  /** A new scope, inside another one or alone. */
  scope(parent, options = {}) {
    this.#scopes += 1;
    const scope = this.#scopes;
    this.#guarded(() => this.#write({ t: "scope", scope, parent, counts: options.counts }));
    return scope;
  }

  /** The report will list a test of this name, and it ran in the scope. */
  test(scope, path, file) {
    this.#guarded(() => {
      this.#tests += 1;
      this.#write({ t: "test", scope, path, file });
      if (this.#tests > MOST_TESTS) this.#stop();
    });
  }

  /** What was executed since the last call belongs to these scopes, and to none when there are none. */
  take(scopes) {
    this.#guarded(() => {
      const started = now.call(clock);
      const { result } = this.#post("Profiler.takePreciseCoverage");
      const scripts = result.filter(({ url }) => isOfProject(url)).flatMap((script) => this.#kept(script));
      if (scripts.length > 0) this.#write({ t: "ran", scopes, scripts });
      this.#ms += now.call(clock) - started;
      if (this.#ms > MOST_MS || this.#chars > MOST_CHARS) this.#stop();
    });
  }

  #kept({ url, scriptId, functions }) {
    const ends = functions.map(({ ranges }) => ranges[0].endOffset);
    // The function that is the whole script is told once, when it ran.
    const length = Math.max(this.#lengths.get(scriptId) ?? 0, ...ends);
    this.#lengths.set(scriptId, length);
    const ran = functions.filter(({ ranges }) => ranges.some(({ count }) => count > 0));
    if (ran.length === 0) return [];
    // A function that was not called matters where it stands inside one that was.
    const kept = functions.filter((each) => ran.includes(each) || ran.some((outer) => contains(outer, each)));
    return [{ url, length, functions: kept.map(({ ranges }) => ({ ranges: ranges.map(plain) })) }];
  }

  #post(method, parameters) {
    let failure;
    let answer;
    this.#session.post(method, parameters, (error, result) => {
      failure = error;
      answer = result;
    });
    if (answer === undefined) throw failure ?? new Error("the answer did not come at once");
    return answer;
  }

  #guarded(action) {
    if (this.#ended) return;
    try {
      action();
    } catch {
      this.#stop();
    }
  }

  /** V8 goes on counting, for whoever else reads the counters. */
  #stop() {
    this.#ended = true;
    try {
      this.#write({ t: "limit" });
    } catch {
      // Nobody can be told; the reader misses tests and goes by files.
    }
  }
}

function isOfProject(url) {
  return url.startsWith(root) && !url.includes("/node_modules/");
}

function contains(outer, inner) {
  const [a, b] = [outer.ranges[0], inner.ranges[0]];
  return a.startOffset <= b.startOffset && b.endOffset <= a.endOffset;
}

function plain({ startOffset, endOffset, count }) {
  return { startOffset, endOffset, count: count > 0 ? 1 : 0 };
}
