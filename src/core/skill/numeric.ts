/** 1 / (1 + e^-x). */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Inverse of the sigmoid, for p in (0, 1). */
export function logit(p: number): number {
  return Math.log(p / (1 - p));
}

/** Standard normal density. */
export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/** Standard normal distribution function, by the complementary error function's rational fit; error below 2e-7. */
export function normalBelow(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + z / 2);
  const tail =
    t *
    Math.exp(
      -z * z -
        1.26551223 +
        t *
          (1.00002368 +
            t *
              (0.37409196 +
                t *
                  (0.09678418 +
                    t *
                      (-0.18628806 +
                        t *
                          (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277)))))))),
    );
  return x > 0 ? 1 - tail / 2 : tail / 2;
}

/** 41 nodes on [-5, 5] with normalised Gaussian weights: expectations over a standard normal. */
export const NODES: readonly number[] = Array.from({ length: 41 }, (_, i) => -5 + i / 4);
const raw = NODES.map((z) => Math.exp((-z * z) / 2));
const total = raw.reduce((sum, w) => sum + w, 0);
export const WEIGHTS: readonly number[] = raw.map((w) => w / total);

/** Expectation of sigmoid(x) for x ~ N(mean, variance). */
export function expectedSigmoid(mean: number, variance: number): number {
  const spread = Math.sqrt(Math.max(variance, 0));
  return NODES.reduce((sum, z, i) => sum + (WEIGHTS[i] ?? 0) * sigmoid(mean + spread * z), 0);
}
