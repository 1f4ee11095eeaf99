import type { SyntaxNode } from "../ports.ts";

/**
 * Arid code: a fault there teaches nothing, even when a test notices it. The rules follow Petrovic, Ivankovic,
 * Fraser, Just, "Does mutation testing improve testing practices?", arXiv 2102.11378, as far as they can be read off
 * names: logging, assertions in the source, time and deadlines, configuration flags, capacity hints, chance.
 */
const aridCallee =
  /^(?:this\.)?(?:console|logger|log|debug|trace|assert|invariant|warning)(?:\.\w+)?$|^(?:setTimeout|setInterval|setImmediate|clearTimeout|process\.emitWarning|console\.assert)$/i;

const aridWords =
  /\b(?:Date\.now|performance\.now|process\.hrtime|process\.env|import\.meta\.env|Math\.random|NODE_ENV|__DEV__|DEBUG|VERBOSE)\b|timeout|deadline|elapsed|backoff|\bttl\b|\bverbose\b|\bfeatureFlags?\b/i;

/** An expression longer than this holds other code; words far into it say nothing about the whole. */
const MAX_READ = 200;

/** Whether nothing inside this call is worth a kata. */
export function isAridCall(node: SyntaxNode): boolean {
  if (node.type === "call_expression") return aridCallee.test(node.childForFieldName("function")?.text ?? "");
  if (node.type !== "new_expression") return false;
  // `new Array(8)`: a capacity hint more often than a meaning.
  return /^(?:Array|Buffer|ArrayBuffer)$/.test(node.childForFieldName("constructor")?.text ?? "");
}

/** Whether this expression is about time, chance or how the program was configured. */
export function isAridExpression(node: SyntaxNode | null): boolean {
  return node !== null && aridWords.test(node.text.slice(0, MAX_READ));
}
