import type { TestRunner } from "../ports.ts";
import type { Risk } from "./events.ts";
import { isProtected, isSecret, judgePath } from "./paths.ts";

/** What a call may do before a person is asked. `reason` is one sentence for that person, or for the model. */
export type Approval =
  | { readonly kind: "allow" }
  | { readonly kind: "ask"; readonly reason: string }
  | { readonly kind: "deny"; readonly reason: string };

/** A call as approvals see it: its risk class and the paths it names. */
export interface Act {
  readonly risk: Risk;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/**
 * Whether a call may run. Reads and edits inside the workspace are free, except of files that hold secrets, files that
 * steer tools or people (`PROTECTED`) and tests, which a person must allow each time. So is everything outside the
 * workspace. Running the tests is free because the workspace is trusted. The strictest answer over all paths counts.
 */
export function judgeAct(act: Act, isTest: TestRunner["isTest"]): Approval {
  const answers = [
    ...act.reads.map((path) => judge(path, (inside) => readReason(inside))),
    ...act.writes.map((path) => judge(path, (inside) => writeReason(inside, isTest))),
  ];
  return (
    answers.find((answer) => answer.kind === "deny") ??
    answers.find((answer) => answer.kind === "ask") ?? { kind: "allow" }
  );
}

function judge(path: string, reasonOf: (inside: string) => string | undefined): Approval {
  const verdict = judgePath(path);
  if (verdict.kind === "refused") return { kind: "deny", reason: verdict.reason };
  if (verdict.kind === "outside") return { kind: "ask", reason: `${verdict.path} is outside the workspace.` };
  const reason = reasonOf(verdict.path);
  return reason === undefined ? { kind: "allow" } : { kind: "ask", reason };
}

function readReason(path: string): string | undefined {
  return isSecret(path) ? `${path} may hold secrets, and what is read is sent to the model.` : undefined;
}

function writeReason(path: string, isTest: TestRunner["isTest"]): string | undefined {
  if (isProtected(path)) return `${path} decides what runs or what is allowed on this machine.`;
  return isTest(path) ? `${path} belongs to the tests, and the tests decide the outcome.` : undefined;
}
