import type { StudioRequest, StudioView } from "../../core/protocol/studio.ts";
import { patch } from "../dom.ts";
import { connect } from "../host.ts";
import { studioPage } from "./page.ts";

connect<StudioRequest, StudioView>((link) => {
  const page = studioPage(link);
  return (view) => patch(document.body, page(view));
});
