import { globMatcher } from "./glob.ts";

/** Where a path leads, judged by its text alone; adapters check the disk (links) again. */
export type PathVerdict =
  /** `path` is relative to the workspace, normalised, `/`-separated. */
  | { readonly kind: "inside"; readonly path: string }
  /** `path` is absolute and normalised. */
  | { readonly kind: "outside"; readonly path: string }
  /** A sentence the model can act on. */
  | { readonly kind: "refused"; readonly reason: string };

const MAX_LENGTH = 4096;

/**
 * Judges a path as a model wrote it. `root`, where known, is the absolute workspace folder: an absolute path below it
 * counts as inside. Relative paths that climb out are refused rather than resolved.
 */
export function judgePath(path: string, root?: string): PathVerdict {
  if (path.length === 0) return refused("The path is empty: name a file of the workspace.");
  if (path.length > MAX_LENGTH) return refused(`The path is longer than ${MAX_LENGTH} characters.`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  if (/[\u0000-\u001f\u007f-\u009f]/.test(path)) return refused("The path holds a control character.");
  const slashed = path.replaceAll("\\", "/");
  if (slashed.startsWith("~")) return refused("Paths are relative to the workspace; `~` is not expanded.");

  const drive = /^[A-Za-z]:(?=\/)/.exec(slashed)?.[0];
  if (drive !== undefined && !/^[A-Za-z]:/.test(root ?? ""))
    return refused("Paths with a drive letter are not used here.");
  const absolute = drive !== undefined || slashed.startsWith("/");
  if (slashed.startsWith("//")) return refused("Network paths are not used.");
  const segments = normalise(slashed.slice(drive?.length ?? 0), absolute);
  if (typeof segments === "string") return refused(segments);

  if (!absolute) return { kind: "inside", path: segments.join("/") || "." };
  const whole = `${drive ?? ""}/${segments.join("/")}`;
  const base = root?.replaceAll("\\", "/").replace(/\/+$/, "");
  if (base !== undefined && base !== "") {
    if (whole === base) return { kind: "inside", path: "." };
    if (whole.startsWith(`${base}/`)) return { kind: "inside", path: whole.slice(base.length + 1) };
  }
  return { kind: "outside", path: whole };
}

/**
 * Files through which an edit could change what runs, what is allowed, or what decides: they are written only after a
 * fresh yes by a person. Matched case-folded; after the editor's own list of paths it never edits unasked.
 */
export const PROTECTED: readonly string[] = [
  ...["**/.git/**", "**/.git", ".gitmodules", ".gitattributes", "**/.etude/**", "**/.vscode/**", "**/.idea/**"],
  ...[
    "**/.devcontainer/**",
    "**/.github/workflows/**",
    "**/.github/{agents,hooks}/**",
    "**/.husky/**",
    "**/.githooks/**",
  ],
  ...["**/.claude/**", "**/.cursor/**", "**/.roo/**", "**/.windsurf*", "**/.windsurf*/**", "**/.mcp.json", "mcp.json"],
  ...["AGENTS.md", "CLAUDE.md", "GEMINI.md", ".cursorrules", "lefthook*", ".pre-commit-config.yaml", ".gitlab-ci.yml"],
  ...["package.json", "*.code-workspace", ".npmrc", ".yarnrc*", ".pnpmfile.*", "pnpm-workspace.yaml", "*.lock"],
  ...["*-lock.{yaml,json}", "npm-shrinkwrap.json", "bun.lockb", "go.sum", "Cargo.toml", "build.rs", "Makefile"],
  ...[
    "*.{csproj,fsproj,vbproj,vcxproj,proj,targets,props}",
    "*.gradle*",
    "gradle.properties",
    "server.xml",
    "web.config",
  ],
  ...[
    ".envrc",
    "mise.toml",
    ".mise.toml",
    ".tool-versions",
    ".bashrc",
    ".bash_profile",
    ".profile",
    ".zshrc",
    ".zprofile",
  ],
  ...[
    "conftest.py",
    "pytest.ini",
    "tox.ini",
    "setup.cfg",
    "pyproject.toml",
    ".mocharc*",
    "jest.config.*",
    "vitest.config.*",
  ],
  ...["vitest.workspace.*", "vite.config.*", "babel.config.*", ".babelrc*", "tsconfig*.json", "Dockerfile*", ".taprc"],
];

/** Files that hold keys or passwords: reading one, or searching it, needs a fresh yes by a person. */
export const SECRET: readonly string[] = [
  ...[".env", ".env.*", "*.env", ".envrc", "*.pem", "*.key", "*.p12", "*.pfx", "*.jks", "*.keystore", "*.kdbx"],
  ...[
    "id_{rsa,dsa,ecdsa,ed25519}*",
    ".netrc",
    "_netrc",
    ".npmrc",
    ".pypirc",
    ".pgpass",
    ".htpasswd",
    ".git-credentials",
  ],
  ...["**/.aws/**", "**/.ssh/**", "**/.gnupg/**", "**/.kube/**", "**/.docker/config.json", "**/.git/**", "**/.git"],
  ...["credentials.json", "service-account*.json", "secrets.{json,yml,yaml,toml}", "*.tfvars", "terraform.tfstate*"],
];

/** Names that look secret and are meant to be shared. */
const SAMPLES = [".env.{example,sample,template,dist}", "*.pub"].map(globMatcher);
const isAmong = (globs: readonly string[]) => {
  const matchers = globs.map((glob) => globMatcher(fold(glob)));
  return (path: string) => matchers.some((matches) => matches(fold(path)));
};
const amongProtected = isAmong(PROTECTED);
const amongSecret = isAmong(SECRET);

/** Whether an edit of this path needs a person, whatever the tests say. */
export function isProtected(path: string): boolean {
  return amongProtected(path) || isSecret(path);
}

export function isSecret(path: string): boolean {
  return amongSecret(path) && !SAMPLES.some((matches) => matches(fold(path)));
}

/** Case and composition are folded: file systems that ignore them must not open a side door. */
function fold(path: string): string {
  return path.normalize("NFC").toLowerCase();
}

/** The segments with `.` and `..` resolved, or the sentence saying what is wrong with one of them. */
function normalise(path: string, absolute: boolean): readonly string[] | string {
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") {
      if (kept.pop() === undefined && !absolute)
        return "The path leaves the workspace: use paths relative to its root.";
      continue;
    }
    if (/[. ]$/.test(segment)) return `The path segment "${segment}" ends in a dot or a space.`;
    if (segment.includes(":")) return `The path segment "${segment}" holds a colon.`;
    kept.push(segment);
  }
  return kept;
}

function refused(reason: string): PathVerdict {
  return { kind: "refused", reason };
}
