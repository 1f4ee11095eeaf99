import { constantOffByOne } from "./constant-off-by-one.ts";
import { droppedConjunct } from "./dropped-conjunct.ts";
import { equalityNegation } from "./equality-negation.ts";
import type { Mutator } from "./mutator.ts";
import { relationalBoundary } from "./relational-boundary.ts";
import { removedGuard } from "./removed-guard.ts";
import { swappedArguments } from "./swapped-arguments.ts";

/** Every bug idea Etude plants. Weights and priors are theirs; the order here carries no meaning. */
export const mutators: readonly Mutator[] = [
  relationalBoundary,
  equalityNegation,
  constantOffByOne,
  droppedConjunct,
  removedGuard,
  swappedArguments,
];
