import type { Template } from "../template.ts";
import { removeGuard, replaceCondition, swapBranches } from "./branches.ts";
import { addAwait, changeArguments, methodReplace, swapArguments, unwrapCall, wrapCall } from "./calls.ts";
import { addConjunct } from "./conjunct.ts";
import { insertGuard } from "./guard.ts";
import { addNegation, booleanFlip, dropNegation, negateCondition } from "./negation.ts";
import { constant, constantFromFile, plusMinusOne } from "./numbers.ts";
import {
  arithmeticOperator,
  assignmentOperator,
  dropOperand,
  equalityOperator,
  logicalOperator,
  relationalOperator,
  swapOperands,
} from "./operators.ts";
import { addReturn, insertStatement, removeStatement, replaceStatement, swapStatements } from "./statements.ts";
import {
  defaultValue,
  optionalChaining,
  replaceExpression,
  replaceProperty,
  replaceVariable,
  textLiteral,
} from "./values.ts";

/** Every template, in the catalogue's order. */
export const templates: readonly Template[] = [
  relationalOperator,
  equalityOperator,
  logicalOperator,
  arithmeticOperator,
  constant,
  booleanFlip,
  negateCondition,
  methodReplace,
  assignmentOperator,
  swapArguments,
  plusMinusOne,
  dropOperand,
  addConjunct,
  insertGuard,
  dropNegation,
  replaceVariable,
  constantFromFile,
  textLiteral,
  swapBranches,
  unwrapCall,
  wrapCall,
  addNegation,
  optionalChaining,
  defaultValue,
  addReturn,
  addAwait,
  replaceProperty,
  changeArguments,
  swapOperands,
  replaceCondition,
  replaceExpression,
  swapStatements,
  removeStatement,
  removeGuard,
  replaceStatement,
  insertStatement,
];
