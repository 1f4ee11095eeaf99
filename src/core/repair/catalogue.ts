import type { SkillId } from "../skill/skill.ts";

/** What people and memory know of one edit template. `id` is what strategies name in backticks. */
export interface CatalogueEntry {
  readonly id: string;
  readonly title: string;
  /** The fault it mends, as one phrase. */
  readonly mends: string;
  /** Skills whose faults it can mend, the most typical first. */
  readonly skills: readonly SkillId[];
}

/**
 * Every edit template of the built-in agent. The order is its prior: the hand-written order that did best of the
 * unlearned ones on 163 human bugs (43.8 % within 50 validations), with the guard templates that study lacked put after
 * the one-token edits. Only strategies change it.
 */
export const catalogue: readonly CatalogueEntry[] = [
  {
    id: "relational-operator",
    title: "Change a relational operator",
    mends: "a comparison that is off at its boundary or points the wrong way",
    skills: ["conditions/boundary", "flow/loop-bound", "flow/termination"],
  },
  {
    id: "equality-operator",
    title: "Turn an equality into its opposite",
    mends: "an equality test with the wrong sense or strictness",
    skills: ["conditions/negation", "input/coercion"],
  },
  {
    id: "logical-operator",
    title: "Change a logical operator",
    mends: "conditions joined by the wrong one of &&, || and ??",
    skills: ["conditions/conjunct", "conditions/default"],
  },
  {
    id: "arithmetic-operator",
    title: "Change an arithmetic operator",
    mends: "a sum, difference, product or quotient of the wrong kind",
    skills: ["values/arithmetic"],
  },
  {
    id: "constant",
    title: "Move a number by one",
    mends: "a numeric constant that is off by one",
    skills: ["values/constant", "data/index", "flow/loop-bound", "values/initial"],
  },
  {
    id: "boolean-flip",
    title: "Flip true and false",
    mends: "a boolean constant with the wrong value",
    skills: ["conditions/branch", "values/initial", "calls/option"],
  },
  {
    id: "negate-condition",
    title: "Negate a condition",
    mends: "a branch or loop taken in the opposite case",
    skills: ["conditions/negation", "conditions/branch", "flow/termination"],
  },
  {
    id: "method-replace",
    title: "Call the sibling method",
    mends: "a call of the wrong one of two related methods",
    skills: ["calls/wrong-method", "data/order", "values/rounding", "data/membership"],
  },
  {
    id: "assignment-operator",
    title: "Change an assignment operator",
    mends: "a value overwritten instead of accumulated, or stepped the wrong way",
    skills: ["flow/accumulate", "values/arithmetic"],
  },
  {
    id: "swap-arguments",
    title: "Swap two arguments",
    mends: "arguments passed in the wrong order",
    skills: ["calls/argument-order"],
  },
  {
    id: "plus-minus-one",
    title: "Add or subtract one",
    mends: "an index, length or bound that is off by one",
    skills: ["data/index", "flow/loop-bound", "values/arithmetic"],
  },
  {
    id: "drop-operand",
    title: "Drop an operand",
    mends: "an expression or condition with one part too many",
    skills: ["values/operand", "conditions/conjunct"],
  },
  {
    id: "add-conjunct",
    title: "Add a part to a condition",
    mends: "a condition that lacks one of its parts",
    skills: ["conditions/conjunct", "input/null-undefined", "input/type-check", "data/empty", "conditions/branch"],
  },
  {
    id: "insert-guard",
    title: "Insert a guard",
    mends: "a missing early return, throw, skip or default",
    skills: ["conditions/guard", "input/null-undefined", "input/type-check", "state/error-raise", "flow/exit"],
  },
  {
    id: "drop-negation",
    title: "Drop a unary operator",
    mends: "a value negated that should not be",
    skills: ["conditions/negation", "values/arithmetic"],
  },
  {
    id: "replace-variable",
    title: "Use another variable",
    mends: "the wrong variable in scope",
    skills: ["values/operand", "calls/argument", "calls/result-use"],
  },
  {
    id: "constant-from-file",
    title: "Use another number",
    mends: "a wrong numeric constant whose right value stands elsewhere in the file or test",
    skills: ["values/constant", "values/initial"],
  },
  {
    id: "text-literal",
    title: "Use another text",
    mends: "a wrong string constant, such as a separator, key or message",
    skills: ["values/literal-text", "state/error-message", "calls/option"],
  },
  {
    id: "swap-branches",
    title: "Swap two branches",
    mends: "the arms of an if or a conditional expression exchanged",
    skills: ["conditions/branch", "flow/branch-order"],
  },
  {
    id: "unwrap-call",
    title: "Drop a call around a value",
    mends: "a conversion or call that should not be applied",
    skills: ["calls/result-use", "values/rounding"],
  },
  {
    id: "wrap-call",
    title: "Apply a common call to a value",
    mends: "a missing conversion, rounding, trimming or copy",
    skills: ["calls/missing-call", "values/rounding", "data/copy-alias", "input/parse-number", "input/coercion"],
  },
  {
    id: "add-negation",
    title: "Negate a value",
    mends: "a missing ! or minus",
    skills: ["conditions/negation", "values/arithmetic"],
  },
  {
    id: "optional-chaining",
    title: "Read through a missing value",
    mends: "a property read of undefined or null",
    skills: ["input/null-undefined", "data/property"],
  },
  {
    id: "default-value",
    title: "Give a default",
    mends: "a missing default for an absent value",
    skills: ["conditions/default", "input/null-undefined", "calls/option"],
  },
  {
    id: "add-return",
    title: "Return the value",
    mends: "a result computed but not returned",
    skills: ["flow/exit", "calls/result-use", "flow/recursion"],
  },
  {
    id: "add-await",
    title: "Add or drop await",
    mends: "a promise used where its value was meant",
    skills: ["state/await", "state/ordering"],
  },
  {
    id: "replace-property",
    title: "Use another property",
    mends: "a property name that is wrong or misspelt",
    skills: ["data/property", "calls/option"],
  },
  {
    id: "change-arguments",
    title: "Add or drop an argument",
    mends: "an argument too few or too many",
    skills: ["calls/argument", "calls/option"],
  },
  {
    id: "swap-operands",
    title: "Swap two operands",
    mends: "the operands of a difference, quotient, comparison or concatenation exchanged",
    skills: ["values/operand", "data/order"],
  },
  {
    id: "replace-condition",
    title: "Replace a condition",
    mends: "a condition that should be another one of the file, or constant",
    skills: ["conditions/branch"],
  },
  {
    id: "replace-expression",
    title: "Use another expression",
    mends: "a value that should be computed as elsewhere in the file",
    skills: ["values/operand", "calls/argument"],
  },
  {
    id: "swap-statements",
    title: "Swap two statements",
    mends: "two steps in the wrong order",
    skills: ["state/ordering", "flow/branch-order"],
  },
  {
    id: "remove-statement",
    title: "Remove a statement",
    mends: "a step that should not happen",
    skills: ["state/shared-state", "flow/exit"],
  },
  {
    id: "remove-guard",
    title: "Remove a condition around code",
    mends: "code that should run always, or a guard that should not be there",
    skills: ["conditions/guard", "conditions/branch"],
  },
  {
    id: "replace-statement",
    title: "Replace a statement",
    mends: "a step that should be another one of the file",
    skills: ["flow/branch-order", "calls/wrong-method"],
  },
  {
    id: "insert-statement",
    title: "Insert a statement",
    mends: "a missing step that stands elsewhere in the file, or a missing break or continue",
    skills: ["calls/missing-call", "flow/exit", "state/cleanup", "data/order"],
  },
];
