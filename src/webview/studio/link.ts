import type { StudioRequest, StudioView } from "../../core/protocol/studio.ts";
import type { HostLink } from "../host.ts";

export type StudioLink = HostLink<StudioRequest>;

/** Whether an attempt is under way. */
export function active(view: StudioView): boolean {
  return view.run?.phase === "running" || view.run?.phase === "cancelling";
}
