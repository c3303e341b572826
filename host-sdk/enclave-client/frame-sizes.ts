/** How much room the enclave's frame needs. */
import type { FrameSize } from "../../enclave/protocol/types.ts";

/** Sizes as CSS lengths: of the SDK's own dialog, and as advice for a container of one's own. */
export const FRAME_SIZES: Readonly<Record<FrameSize, { readonly width: string; readonly height: string }>> = {
  button: { width: "366px", height: "168px" },
  compact: { width: "366px", height: "132px" },
};

/** Where the frame lives. */
export interface FrameContainer {
  container: HTMLElement;
  onSize(size: FrameSize | "hidden"): void;
}
