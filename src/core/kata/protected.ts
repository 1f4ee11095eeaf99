const protectedName =
  /^(?:package\.json|npm-shrinkwrap\.json|package-lock\.json|yarn\.lock|pnpm-lock\.yaml|pnpm-workspace\.yaml|bun\.lockb?|\.npmrc|\.yarnrc(?:\.yml)?|\.mocharc(?:\..+)?|\.taprc|\.babelrc(?:\..+)?|\.swcrc|\.c8rc(?:\..+)?|\.nycrc(?:\..+)?|\.gitattributes|\.gitignore|\.gitmodules|[jt]sconfig(?:\..+)?\.json|(?:babel|jest|vitest|vite|mocha|ava|karma|playwright|cypress)(?:\.\w+)*\.(?:config|setup|workspace)\.[cm]?[jt]s|jest\.config\.json|conftest\.py|pytest\.ini|setup\.cfg|tox\.ini|pyproject\.toml|Makefile|makefile)$/;

const protectedFolder = /^(?:\.git|\.github|\.gitlab|\.circleci|\.husky|\.vscode|\.etude|node_modules|\.venv|venv)$/;

/**
 * Whether a path decides how tests run rather than what the code does: manifests, lock files, configuration of test
 * tools, CI, dependencies. Nobody's patch to such a file counts.
 */
export function isProtected(path: string): boolean {
  const parts = path.split("/");
  return protectedName.test(parts.at(-1) ?? "") || parts.some((part) => protectedFolder.test(part));
}
