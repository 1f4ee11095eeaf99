import type { AssistantRequest, AssistantView } from "../../core/protocol/assistant.ts";
import { patch } from "../dom.ts";
import { connect } from "../host.ts";
import { keepBottom } from "../scroll.ts";
import { assistantPage, goalBox } from "./page.ts";

connect<AssistantRequest, AssistantView>((link) => {
  const root = document.body;
  const page = assistantPage(link);
  const follow = keepBottom(() => root.querySelector(".log"));
  return (view) => {
    const first = !goalBox();
    follow(() => patch(root, page(view)));
    const box = goalBox();
    if (first && box) box.value = link.draft.get();
  };
});
