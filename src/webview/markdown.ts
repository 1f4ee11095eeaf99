import DOMPurify from "dompurify";
import MarkdownIt, { type Token } from "markdown-it";

/** Longest text that is rendered; the rest is cut off. Longer inputs can take a parser seconds. */
const TEXT_LIMIT = 64_000;
const TAGS = [
  ...["p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "a", "ul", "ol", "li"],
  ...["h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"],
];

const parser = new MarkdownIt({ html: false, linkify: false }).disable("image");
parser.validateLink = (url) => /^(https:\/\/|#)/i.test(url.trim());

/**
 * The top-level blocks of a Markdown text as safe markup, one each, so that a growing text changes its last block
 * only. No images, no raw HTML; links lead to https or within the page.
 */
export function markdownBlocks(text: string): readonly string[] {
  const tokens = parser.parse(text.slice(0, TEXT_LIMIT), {});
  return blocks(tokens).map((block) => purify(parser.renderer.render(block, parser.options, {})));
}

function purify(html: string): string {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ["href", "start"],
    ALLOWED_URI_REGEXP: /^(https:\/\/|#)/i,
  });
}

function blocks(tokens: readonly Token[]): readonly Token[][] {
  const groups: Token[][] = [];
  let open: Token[] = [];
  let depth = 0;
  for (const token of tokens) {
    open.push(token);
    depth += token.nesting;
    if (depth > 0) continue;
    groups.push(open);
    open = [];
  }
  return groups;
}
