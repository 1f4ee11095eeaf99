import type { Tool } from "../agent/tool.ts";
import { createFile } from "./create-file.ts";
import { editFile } from "./edit-file.ts";
import { finish } from "./finish.ts";
import { listFiles } from "./list-files.ts";
import { readFile } from "./read-file.ts";
import { runTests } from "./run-tests.ts";
import { search } from "./search.ts";

/** Everything the agent can do. */
export const tools: readonly Tool[] = [readFile, listFiles, search, editFile, createFile, runTests, finish];
