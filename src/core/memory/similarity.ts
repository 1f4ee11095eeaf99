/** Words that say nothing about what a text is about. */
const STOP = new Set(
  "a an and any are as at be been but by can do does for from has have how in into is it its make makes must no not of on one or our out so some than that the their them then there these this those to too up was we what when where which while who why will with without you your please test tests fail fails failing pass passes".split(
    " ",
  ),
);

/** Content words in lower case, in order: letters, digits and inner hyphens, no stop words, no single letters. */
export function wordsOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu) ?? [];
  return words.filter((word) => word.length > 1 && !STOP.has(word));
}

/** Shared words over all words, 0 to 1. Two empty texts are alike. */
export function overlap(a: readonly string[], b: readonly string[]): number {
  const [left, right] = [new Set(a), new Set(b)];
  const all = new Set([...left, ...right]).size;
  return all === 0 ? 1 : [...left].filter((word) => right.has(word)).length / all;
}

/**
 * BM25 of each document for the query, with k1 = 1.2 and b = .75; document frequencies come from the given documents
 * only.
 */
export function bm25(query: readonly string[], documents: readonly (readonly string[])[]): readonly number[] {
  const average = documents.reduce((sum, words) => sum + words.length, 0) / Math.max(1, documents.length);
  const terms = [...new Set(query)];
  return documents.map((words) =>
    terms.reduce((score, term) => {
      const frequency = words.filter((word) => word === term).length;
      if (frequency === 0) return score;
      const holding = documents.filter((other) => other.includes(term)).length;
      const idf = Math.log(1 + (documents.length - holding + 0.5) / (holding + 0.5));
      const length = 1 - 0.75 + (0.75 * words.length) / Math.max(1, average);
      return score + (idf * frequency * 2.2) / (frequency + 1.2 * length);
    }, 0),
  );
}
