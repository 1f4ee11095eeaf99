/** Every command, setting and view of the extension. `build/check-manifest.ts` holds package.json against these. */
export const commandIds = [
  "etude.focusAssistant",
  "etude.newTask",
  "etude.cancel",
  "etude.openStudio",
  "etude.generateKatas",
  "etude.practise",
  "etude.openStrategy",
  "etude.approveStrategy",
  "etude.rejectStrategy",
  "etude.retireStrategy",
  "etude.showTrace",
  "etude.selectAgent",
  "etude.setApiKey",
  "etude.refresh",
] as const;
export type CommandId = (typeof commandIds)[number];

export const settingIds = [
  "etude.agent",
  "etude.openai.baseUrl",
  "etude.openai.model",
  "etude.practice.idle",
  "etude.practice.idleAfterMinutes",
  "etude.practice.stock",
  "etude.budget.testRuns",
  "etude.budget.turns",
  "etude.budget.tokens",
  "etude.budget.minutes",
] as const;
export type SettingId = (typeof settingIds)[number];

export const viewIds = ["etude.assistant", "etude.memory", "etude.skills"] as const;

/** Type of the Practice studio's editor tab, for restoring it. */
export const STUDIO = "etude.studio";
