export interface PageParts {
  /** Names the page to screen readers and in developer tools. */
  readonly title: string;
  /** Where the page's own files come from, as a CSP source. */
  readonly source: string;
  readonly script: string;
  readonly style: string;
  /** Fresh for every page: only the script that carries it runs. */
  readonly nonce: string;
}

/** The frame of a page. Nothing is loaded but its own script and style; no inline code, no images, no network. */
export function pageHtml({ title, source, script, style, nonce }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `img-src ${source}`,
    `style-src ${source}`,
    `font-src ${source}`,
    `script-src 'nonce-${nonce}'`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>${title}</title>
</head>
<body>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
